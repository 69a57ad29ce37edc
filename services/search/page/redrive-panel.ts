import { redrive as resend, toError } from './api.ts';
import type { RedriveState } from './api-types.ts';
import { announce, element, textOf } from './dom.ts';
import { count } from './format.ts';

interface Options {
  readonly redrive: RedriveState;
  readonly label: string;
  readonly body: object;
  /** Called after all messages were resent. */
  readonly done: () => Promise<void>;
}

/** Kept in memory only, while the page is open. */
let operatorKey = '';

/**
 * A form that resends dead letters, or instructions to enable it.
 */
export function redrivePanel({ redrive, label, body, done }: Options): HTMLElement {
  if (!redrive.enabled) {
    return element(
      'section',
      { class: 'redrive', 'aria-labelledby': 'redrive' },
      element('h2', { id: 'redrive' }, 'Resend'),
      element('p', {}, `Resending is off on this page. ${redrive.how}`),
      element(
        'p',
        {},
        'On the command line: ',
        element('code', {}, 'npx gazette dead-letters redrive --help'),
      ),
    );
  }
  const outcome = element('div', { role: 'alert', class: 'outcome' });
  const button = element('button', { type: 'submit', class: 'primary' }, label);
  const submit = async (): Promise<void> => {
    operatorKey = textOf(new FormData(form), 'key');
    button.disabled = true;
    const answer = await resend(body, operatorKey).catch(toError);
    button.disabled = false;
    if (answer instanceof Error) {
      outcome.replaceChildren(element('p', {}, answer.message));
      return;
    }
    const failed = answer.results.filter(({ problem }) => problem);
    if (failed.length === 0) {
      await done();
      announce(`${count(answer.sent, 'message')} resent`);
      return;
    }
    outcome.replaceChildren(
      element('p', {}, `${answer.sent} resent, ${failed.length} failed:`),
      ...failed.map(({ id, problem }) => element('p', {}, `${id}: ${problem ?? ''}`)),
    );
  };
  const form: HTMLFormElement = element(
    'form',
    {
      onsubmit: (event) => {
        event.preventDefault();
        void submit();
      },
    },
    element(
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
    ),
    button,
    outcome,
  );
  return element(
    'section',
    { class: 'redrive', 'aria-labelledby': 'redrive' },
    element('h2', { id: 'redrive' }, 'Resend'),
    element(
      'p',
      { class: 'fine' },
      'Resend once the cause is fixed. Messages are resent unchanged, oldest first; repeating is safe.',
    ),
    form,
  );
}
