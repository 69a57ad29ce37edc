import { redrive as resend, toError } from '../api.ts';
import type { RedriveAnswer, RedriveState } from '../api-types.ts';
import { announce, element, textOf, type Child } from '../dom.ts';
import { count } from '../format.ts';

interface Options {
  readonly redrive: RedriveState;
  readonly label: string;
  readonly body: object;
  /** Called after all messages were resent. */
  readonly done: () => Promise<void>;
}

/** Kept in memory only, while the page is open. */
let operatorKey = '';

/** A form that resends dead letters, or instructions to enable it. */
export function redrivePanel(options: Options): HTMLElement {
  return element(
    'section',
    { class: 'redrive', 'aria-labelledby': 'redrive' },
    element('h2', { id: 'redrive' }, 'Resend'),
    options.redrive.enabled ? enabledContent(options) : disabledContent(options.redrive),
  );
}

function disabledContent({ how }: RedriveState): Child {
  return [
    element('p', {}, `Resending is off on this page. ${how}`),
    element('p', {}, 'On the command line: ', element('code', {}, 'npx gazette dead-letters redrive --help')),
  ];
}

function enabledContent(options: Options): Child {
  return [
    element(
      'p',
      { class: 'fine' },
      'Resend once the cause is fixed. Messages are resent unchanged, oldest first; repeating is safe.',
    ),
    redriveForm(options),
  ];
}

function redriveForm({ label, body, done }: Options): HTMLFormElement {
  const outcome = element('div', { role: 'alert', class: 'outcome' });
  const button = element('button', { type: 'submit', class: 'primary' }, label);
  const submit = async (): Promise<void> => {
    operatorKey = textOf(new FormData(form), 'key');
    button.disabled = true;
    const answer = await resend(body, operatorKey).catch(toError);
    button.disabled = false;
    const problems = problemsOf(answer);
    if (answer instanceof Error || problems.length > 0) {
      outcome.replaceChildren(...problems.map((problem) => element('p', {}, problem)));
      return;
    }
    await done();
    announce(`${count(answer.sent, 'message')} resent`);
  };
  const form: HTMLFormElement = element(
    'form',
    {
      onsubmit: (event) => {
        event.preventDefault();
        void submit();
      },
    },
    keyField(),
    button,
    outcome,
  );
  return form;
}

/** What to show after a request; empty when every message was resent. */
function problemsOf(answer: RedriveAnswer | Error): string[] {
  if (answer instanceof Error) return [answer.message];
  const failed = answer.results.filter(({ problem }) => problem);
  if (failed.length === 0) return [];
  return [
    `${answer.sent} resent, ${failed.length} failed:`,
    ...failed.map(({ id, problem }) => `${id}: ${problem ?? ''}`),
  ];
}

function keyField(): HTMLElement {
  return element(
    'div',
    { class: 'field' },
    element('label', { for: 'operator-key' }, 'Operator key'),
    element('input', {
      id: 'operator-key',
      name: 'key',
      type: 'password',
      autocomplete: 'off',
      required: true,
      value: operatorKey,
    }),
  );
}
