import { ChevronLeft, ChevronRight } from 'lucide';
import { useState } from 'preact/hooks';
import { type Area, capacityOf, columnsOf, type TileChoice, tilesOn } from '../../client/call/layout.ts';
import type { CallParticipant } from '../../client/call/participants-order.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import { Icon } from '../ui/icon.tsx';
import { Tile } from './tile.tsx';
import { useArea } from './use-area.ts';

export interface TilesProps {
  texts: CallTexts;
  participants: CallParticipant[];
  /** Tiles of a page; 0: as many as fit. */
  most: TileChoice;
  /** Beside something large: one column, or one row where it is narrow. */
  isStrip?: boolean;
  /** Shows somebody large; without it nobody can be. */
  onPin?: ((personId: string) => void) | undefined;
}

/** A column of faces must leave room for what is large. */
function stripOf({ width, height }: Area): { most: number; columns: number } {
  if (width > height) return { most: Math.max(2, Math.floor(width / 110)), columns: 0 };
  return { most: Math.max(2, Math.floor(height / 130)), columns: 1 };
}

function Pager(props: { texts: CallTexts; page: number; pages: number; onPage: (page: number) => void }) {
  const { texts, page, pages, onPage } = props;
  return (
    <div class="call-pager">
      <button
        type="button"
        class="icon-button"
        aria-label={texts.callView.previousPage}
        disabled={page === 0}
        onClick={() => onPage(page - 1)}
      >
        <Icon icon={ChevronLeft} />
      </button>
      <span aria-live="polite">{texts.callView.page(page + 1, pages)}</span>
      <button
        type="button"
        class="icon-button"
        aria-label={texts.callView.nextPage}
        disabled={page === pages - 1}
        onClick={() => onPage(page + 1)}
      >
        <Icon icon={ChevronRight} />
      </button>
    </div>
  );
}

/** People as tiles, page by page, each in their own place. */
export function Tiles(props: TilesProps) {
  const { texts, participants, onPin } = props;
  const [list, area] = useArea<HTMLUListElement>();
  const [wished, setWished] = useState(0);
  const strip = props.isStrip ? stripOf(area) : undefined;
  const most = strip?.most ?? (props.most || capacityOf(area));
  const { shown, page, pages, rest } = tilesOn(participants, most, wished);
  const count = shown.length + Number(rest > 0);
  const columns = strip ? strip.columns || count : columnsOf(count, area);
  return (
    <div class={strip ? 'call-tiles is-strip' : 'call-tiles'}>
      <ul ref={list} class="call-grid" style={{ '--columns': columns }}>
        {shown.map((participant) => (
          <Tile
            key={participant.person.id}
            texts={texts}
            participant={participant}
            onPin={onPin && participants.length > 1 ? () => onPin(participant.person.id) : undefined}
          />
        ))}
        {rest > 0 && (
          <li class="call-tile">
            <button type="button" class="call-more" onClick={() => setWished(page + 1)}>
              {texts.call.more(rest)}
            </button>
          </li>
        )}
      </ul>
      {pages > 1 && <Pager texts={texts} page={page} pages={pages} onPage={setWished} />}
    </div>
  );
}
