import { listDeadLetters, redriveState, toError, type Parameter } from '../api.ts';
import type { DeadLetter } from '../api-types.ts';
import { articleLink, factList } from './dead-letter-facts.ts';
import { FILTERS, address, filterForm } from './dead-letter-filters.ts';
import { element } from '../dom.ts';
import { count, inMinutes } from '../format.ts';
import { redrivePanel } from './redrive-panel.ts';
import type { View, Visit } from '../view.ts';

const STATES = { waiting: 'Waiting', redriven: 'Resent', all: 'All' };
const PARAMETERS: readonly string[] = [...FILTERS, 'state', 'after'];

/** The list of dead letters with their reasons. The address holds all filters. */
export async function deadLettersPage({ query, go }: Visit): Promise<View> {
  const parameters = [...query].filter(([name]) => PARAMETERS.includes(name));
  const [answer, redrive] = await Promise.all([listDeadLetters(parameters).catch(toError), redriveState()]);
  const heading = [
    element('h1', {}, 'Dead letters'),
    element(
      'p',
      { class: 'meta' },
      'Messages that could not be processed, stored unchanged. All other messages were processed.',
    ),
    filterForm(query, answer instanceof Error ? undefined : answer.facets, go),
  ];
  if (answer instanceof Error) {
    const alert = element('p', { class: 'notice', role: 'alert' }, answer.message);
    return { title: 'Dead letters', spoken: answer.message, content: [...heading, alert] };
  }
  const total = count(answer.total, 'message');
  const filters = parameters.filter(([name]) => name !== 'after');
  const state = query.get('state') ?? 'waiting';
  return {
    title: 'Dead letters',
    spoken: count(answer.total, 'dead letter'),
    content: [
      ...heading,
      element('div', { class: 'bar-row' }, element('h2', {}, total), stateLinks(query, state)),
      answer.total === 0
        ? element('p', { class: 'notice' }, emptyText(filters))
        : element(
            'ol',
            { class: 'hits' },
            answer.deadLetters.map((letter) => element('li', {}, card(letter))),
          ),
      answer.next &&
        element(
          'nav',
          { class: 'pages', 'aria-label': 'Pages' },
          element('a', { href: address(query, { after: answer.next }), rel: 'next' }, 'Next page →'),
        ),
      answer.total > 0 &&
        redrivePanel({
          redrive,
          label: `Resend ${answer.total > redrive.most ? `the oldest ${redrive.most} of ${total}` : total}`,
          body: toBody(filters),
          done: () => go(address(query, {})),
        }),
    ],
  };
}

function stateLinks(query: URLSearchParams, state: string): HTMLElement {
  return element(
    'nav',
    { class: 'orders', 'aria-label': 'State' },
    Object.entries(STATES).map(([name, label]) =>
      element(
        'a',
        { href: address(query, { state: name }), 'aria-current': name === state && 'true' },
        label,
      ),
    ),
  );
}

function emptyText(filters: readonly Parameter[]): string {
  return filters.some(([name]) => name !== 'state') ? 'No dead letters match.' : 'There are no dead letters.';
}

/** The filters as the body of a redrive request; with `state`, since the service rejects an empty body. */
function toBody(filters: readonly Parameter[]): object {
  const body: Record<string, string> = { state: 'waiting', ...Object.fromEntries(filters) };
  return body['reason'] === undefined ? body : { ...body, reason: [body['reason']] };
}

function card(letter: DeadLetter): HTMLElement {
  const href = `/dead-letters/${letter.id.split('/').map(encodeURIComponent).join('/')}`;
  return element(
    'article',
    { class: 'card letter' },
    element(
      'p',
      { class: 'meta' },
      element('span', { class: 'source' }, letter.errorClass),
      element('span', {}, letter.stage),
      element('time', { datetime: letter.lastAt }, inMinutes(letter.lastAt)),
    ),
    element('h3', {}, element('a', { href }, letter.reason)),
    factList([
      ['Message', letter.id],
      ['Key', letter.key],
      ['Article', articleLink(letter)],
      ['Resent', letter.redrivenAt && inMinutes(letter.redrivenAt)],
    ]),
  );
}
