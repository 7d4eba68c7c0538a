import { Plus, X } from 'lucide';
import { useState } from 'preact/hooks';
import { ClientError, type ClientErrorCode } from '../../client/platform.ts';
import { errorText } from '../../i18n/errors.ts';
import type { Texts } from '../../i18n/ru.ts';
import {
  MAX_OPTION_LENGTH,
  MAX_OPTIONS,
  MAX_QUESTION_LENGTH,
  MIN_OPTIONS,
  type NewPoll,
} from '../../protocol/polls.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';

interface Form {
  question: string;
  options: string[];
  isMultiple: boolean;
  isAnonymous: boolean;
  isQuiz: boolean;
  correct: number;
}
const EMPTY: Form = {
  question: '',
  options: ['', ''],
  isMultiple: false,
  isAnonymous: false,
  isQuiz: false,
  correct: 0,
};

/** The poll of a form, or null while something is missing; empty options are left out. */
function toPoll(form: Form): NewPoll | null {
  const question = form.question.trim();
  const options = form.options.map((option) => option.trim());
  const written = options.filter(Boolean);
  if (!question || written.length < MIN_OPTIONS || new Set(written).size < written.length) return null;
  const { isMultiple, isAnonymous, isQuiz } = form;
  if (!isQuiz) return { question, options: written, isMultiple, isAnonymous };
  const correct = written.indexOf(options[form.correct] ?? '');
  return correct < 0 ? null : { question, options: written, isMultiple: false, isAnonymous, correct };
}

function Option(props: {
  texts: Texts;
  form: Form;
  index: number;
  onText: (text: string) => void;
  onCorrect: () => void;
  onRemove: () => void;
}) {
  const { texts, form, index } = props;
  return (
    <li class="poll-form-option">
      {form.isQuiz && (
        <input
          type="radio"
          name="correct"
          aria-label={texts.polls.correct(index + 1)}
          checked={form.correct === index}
          onChange={props.onCorrect}
        />
      )}
      <input
        class="field"
        aria-label={texts.polls.option(index + 1)}
        placeholder={texts.polls.option(index + 1)}
        maxLength={MAX_OPTION_LENGTH}
        value={form.options[index]}
        onInput={(event) => props.onText(event.currentTarget.value)}
      />
      {form.options.length > MIN_OPTIONS && (
        <button
          type="button"
          class="icon-button"
          aria-label={texts.polls.removeOption(index + 1)}
          onClick={props.onRemove}
        >
          <Icon icon={X} />
        </button>
      )}
    </li>
  );
}

function Choice(props: { label: string; checked: boolean; disabled?: boolean; onChange: (checked: boolean) => void }) {
  return (
    <label class="poll-form-choice">
      <input
        type="checkbox"
        checked={props.checked}
        disabled={props.disabled ?? false}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      {props.label}
    </label>
  );
}

/** «Новый опрос»: a question, two to ten options, and how one may answer. */
export function PollDialog(props: { texts: Texts; onCreate: (poll: NewPoll) => Promise<void>; onClose: () => void }) {
  const { texts } = props;
  const [form, setForm] = useState(EMPTY);
  const [error, setError] = useState<ClientErrorCode | null>(null);
  const change = (values: Partial<Form>) => setForm({ ...form, ...values });
  const poll = toPoll(form);

  async function create() {
    if (!poll) return;
    try {
      await props.onCreate(poll);
      props.onClose();
    } catch (reason) {
      setError(reason instanceof ClientError ? reason.code : 'internal');
    }
  }
  return (
    <Dialog texts={texts} title={texts.polls.title} onClose={props.onClose}>
      <form
        class="poll-form"
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <input
          class="field"
          aria-label={texts.polls.question}
          placeholder={texts.polls.question}
          maxLength={MAX_QUESTION_LENGTH}
          value={form.question}
          onInput={(event) => change({ question: event.currentTarget.value })}
        />
        <ul class="poll-form-options">
          {form.options.map((_, index) => (
            <Option
              key={index}
              texts={texts}
              form={form}
              index={index}
              onText={(text) => change({ options: form.options.map((one, at) => (at === index ? text : one)) })}
              onCorrect={() => change({ correct: index })}
              onRemove={() =>
                change({
                  options: form.options.filter((__, at) => at !== index),
                  correct: form.correct > index ? form.correct - 1 : Math.min(form.correct, form.options.length - 2),
                })
              }
            />
          ))}
        </ul>
        {form.options.length < MAX_OPTIONS && (
          <button
            type="button"
            class="link-button poll-form-add"
            onClick={() => change({ options: [...form.options, ''] })}
          >
            <Icon icon={Plus} />
            {texts.polls.addOption}
          </button>
        )}
        <Choice
          label={texts.polls.multiple}
          checked={form.isMultiple && !form.isQuiz}
          disabled={form.isQuiz}
          onChange={(isMultiple) => change({ isMultiple })}
        />
        <Choice
          label={texts.polls.anonymous}
          checked={form.isAnonymous}
          onChange={(isAnonymous) => change({ isAnonymous })}
        />
        <Choice label={texts.polls.quiz} checked={form.isQuiz} onChange={(isQuiz) => change({ isQuiz })} />
        {error && (
          <p class="error-line" role="alert">
            {errorText(texts, error)}
          </p>
        )}
        {!poll && <p class="poll-form-hint">{texts.polls.needsMore}</p>}
        <button type="submit" class="button button-primary button-wide" disabled={!poll}>
          {texts.polls.create}
        </button>
      </form>
    </Dialog>
  );
}
