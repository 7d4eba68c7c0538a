import '../../components/base.css';
import '../../components/people/options.css';
import { render } from 'preact';
import * as v from 'valibot';
import { request } from '../../client/http.ts';
import { OptionsForm } from '../../components/people/options-form.tsx';
import { ru } from '../../i18n/ru.ts';
import { readServerUrl, saveServerUrl } from '../extension/server-url.ts';
import { readShared, saveShared } from '../extension/shared-computer.ts';

/** Asks the address whether a school's server is there. */
async function isServer(url: string): Promise<boolean> {
  const answer = await request(`${url.replace(/\/+$/, '')}/health`, v.object({ status: v.literal('ok') })).catch(
    () => null,
  );
  return answer !== null;
}

document.title = ru.options.title;
const root = document.getElementById('root');
const { url, isManaged } = await readServerUrl();
const shared = await readShared();
if (root) {
  render(
    <OptionsForm
      texts={ru}
      url={url ?? ''}
      isManaged={isManaged}
      onSave={saveServerUrl}
      isServer={isServer}
      isShared={shared.isShared}
      isSharedManaged={shared.isManaged}
      onShared={(isShared) => void saveShared(isShared)}
    />,
    root,
  );
}
