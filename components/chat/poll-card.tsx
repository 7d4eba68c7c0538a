import { useEffect, useId, useState } from 'preact/hooks';
import { errorText } from '../../i18n/errors.ts';
import { personName } from '../../i18n/names.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { Message } from '../../protocol/messages.ts';
import type { Person } from '../../protocol/people.ts';
import type { Poll } from '../../protocol/polls.ts';
import { useChatFiles } from './chat-files.ts';

interface PollProps {
  texts: Texts;
  message: Pick<Message, 'ordinal' | 'senderId'>;
  poll: Poll;
  myId: string;
  personOf: (id: string) => Person | undefined;
}

const percentOf = (poll: Poll, votes: number) =>
  poll.voterCount === 0 ? 0 : Math.round((votes / poll.voterCount) * 100);

function About({ texts, poll }: { texts: Texts; poll: Poll }) {
  const parts = [
    texts.polls.kind(poll.isQuiz, poll.isMultiple),
    ...(poll.isAnonymous ? [texts.polls.isAnonymous] : []),
    ...(poll.isClosed ? [texts.polls.isClosed] : []),
    texts.polls.votes(poll.voterCount),
  ];
  return <p class="poll-about">{parts.join('\u00a0· ')}</p>;
}

/** An option with its bar: to be chosen while one may, with its share once one has voted. */
function Option(props: {
  texts: Texts;
  poll: Poll;
  index: number;
  name: string;
  chosen: number[];
  correct: number | undefined;
  canChoose: boolean;
  showsResult: boolean;
  onChoose: () => void;
}) {
  const { texts, poll, index, chosen, correct, showsResult } = props;
  const option = poll.options[index];
  if (!option) return null;
  const percent = percentOf(poll, option.votes);
  const isMine = chosen.includes(index);
  const isCorrect = correct === index;
  const Row = props.canChoose ? 'label' : 'div';
  return (
    <Row class={`poll-option${isCorrect ? ' is-correct' : ''}${isMine ? ' is-mine' : ''}`}>
      {props.canChoose && (
        <input
          type={poll.isMultiple ? 'checkbox' : 'radio'}
          name={props.name}
          checked={isMine}
          onChange={props.onChoose}
        />
      )}
      <span class="poll-option-text">
        {option.text}
        {isMine && !props.canChoose && <span class="poll-mine"> · {texts.polls.myChoice}</span>}
        {isCorrect && <span class="poll-right"> · {texts.polls.rightAnswer}</span>}
      </span>
      {showsResult && <b class="poll-percent">{texts.polls.percent(percent)}</b>}
      {showsResult && (
        <span class="poll-bar" aria-hidden="true">
          <i style={{ width: `${percent}%` }} />
        </span>
      )}
    </Row>
  );
}

function Voters({ texts, poll, personOf }: Pick<PollProps, 'texts' | 'poll' | 'personOf'>) {
  if (poll.isAnonymous || poll.voterCount === 0) return null;
  return (
    <details class="poll-voters">
      <summary>{texts.polls.whoVoted}</summary>
      <dl>
        {poll.options.map((option) => (
          <div key={option.text}>
            <dt>{option.text}</dt>
            <dd>
              {(option.voters ?? [])
                .flatMap((id) => personOf(id) ?? [])
                .map(personName)
                .join(', ') || texts.polls.nobody}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** A poll in its bubble: options, my choice, live results. */
export function PollCard(props: PollProps) {
  const { texts, message, poll, myId } = props;
  const files = useChatFiles();
  const name = useId();
  const part = files?.partOf(message.ordinal);
  const fromVoters = poll.options.flatMap(({ voters }, index) => (voters?.includes(myId) ? [index] : []));
  const voted = part?.sending ?? (poll.isAnonymous ? (part?.mine?.options ?? []) : fromVoters);
  const [picked, setPicked] = useState<number[]>([]);
  const needsMine = poll.isAnonymous || poll.isQuiz;
  useEffect(() => {
    if (needsMine) files?.look(message.ordinal, `${poll.isClosed}`);
  }, [needsMine, poll.isClosed, message.ordinal]);

  const hasVoted = voted.length > 0;
  const canVote = !poll.isClosed && !hasVoted && files !== null;
  const canChange = !poll.isClosed && hasVoted && !poll.isQuiz && files !== null;
  const isChief = files !== null && (files.isChief || message.senderId === myId);
  const chosen = hasVoted ? voted : picked;

  function choose(index: number) {
    if (!poll.isMultiple) return files?.vote(message.ordinal, [index]);
    setPicked((before) => (before.includes(index) ? before.filter((one) => one !== index) : [...before, index]));
  }
  return (
    <fieldset class="poll" disabled={part?.sending != null}>
      <legend>{poll.question}</legend>
      <About texts={texts} poll={poll} />
      {poll.options.map((option, index) => (
        <Option
          key={option.text}
          texts={texts}
          poll={poll}
          index={index}
          name={name}
          chosen={chosen}
          correct={poll.correct ?? part?.mine?.correct}
          canChoose={canVote}
          showsResult={!canVote || message.senderId === myId}
          onChoose={() => choose(index)}
        />
      ))}
      {part?.error && (
        <p class="error-line" role="alert">
          {errorText(texts, part.error)}
        </p>
      )}
      <div class="poll-actions">
        {canVote && poll.isMultiple && (
          <button
            type="button"
            class="button button-primary"
            disabled={picked.length === 0}
            onClick={() => files?.vote(message.ordinal, [...picked].sort())}
          >
            {texts.polls.vote}
          </button>
        )}
        {canChange && (
          <button
            type="button"
            class="link-button"
            onClick={() => {
              setPicked([]);
              files?.vote(message.ordinal, []);
            }}
          >
            {texts.polls.takeBack}
          </button>
        )}
        {isChief && !poll.isClosed && (
          <button type="button" class="link-button" onClick={() => files?.closePoll(message.ordinal)}>
            {texts.polls.close}
          </button>
        )}
      </div>
      <Voters texts={texts} poll={poll} personOf={props.personOf} />
    </fieldset>
  );
}
