import { send } from './api.js';
import { announce, element } from './dom.js';
import { count } from './format.js';

/** Kept in memory only, while the page is open. */
let operatorKey = '';

/**
 * A form that resends dead letters, or instructions to enable it.
 * @param {{ redrive: { enabled: boolean, how: string }, label: string, body: object, done: () => void }} options
 *   `done` is called when something was sent
 */
export function redrivePanel({ redrive, label, body, done }) {
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
  const form = element(
    'form',
    {
      onsubmit: async (event) => {
        event.preventDefault();
        operatorKey = String(new FormData(form).get('key')).trim();
        button.disabled = true;
        const { answer, error } = await send('/api/dead-letters/redrive', body, operatorKey).then(
          (value) => ({ answer: value }),
          (reason) => ({ error: reason }),
        );
        button.disabled = false;
        const failed = (answer?.results ?? []).filter(({ problem }) => problem);
        if (answer && failed.length === 0) {
          await done();
          announce(`${count(answer.sent, 'message')} resent`);
          return;
        }
        outcome.replaceChildren(
          element('p', {}, error ? error.message : `${answer.sent} resent, ${failed.length} failed:`),
          ...failed.map(({ id, problem }) => element('p', {}, `${id}: ${problem}`)),
        );
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
