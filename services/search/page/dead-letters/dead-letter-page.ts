import { getDeadLetter, redriveState } from '../api.ts';
import { bytesOf } from './dead-letter-bytes.ts';
import { articleLink, factList } from './dead-letter-facts.ts';
import { element } from '../dom.ts';
import { inMinutes } from '../format.ts';
import { redrivePanel } from './redrive-panel.ts';
import type { View, Visit } from '../view.ts';

/** One dead letter: its facts, its decoded value, its bytes, and a form to resend it. */
export async function deadLetterPage({ id, go }: Visit): Promise<View> {
  const path = id.split('/').map(encodeURIComponent).join('/');
  const [letter, redrive] = await Promise.all([getDeadLetter(path), redriveState()]);
  return {
    title: `Dead letter ${id}`,
    content: [
      element('p', { class: 'back' }, element('a', { href: '/dead-letters' }, '← Dead letters')),
      element('h1', {}, letter.errorClass),
      element('p', { class: 'reason' }, letter.reason),
      factList([
        ['Message', letter.id],
        ['Invalid field', letter.field],
        ['Failed in', `${letter.stage} ${letter.serviceVersion}`],
        ['Key', letter.key],
        ['Article', articleLink(letter)],
        ['Revision', letter.revision],
        ['Schema', [letter.schemaId, letter.schema].filter((part) => part !== null).join(' ') || null],
        ['Attempts', letter.attempts],
        ['First', inMinutes(letter.firstAt)],
        ['Last', inMinutes(letter.lastAt)],
        ['Resent', letter.redrivenAt && inMinutes(letter.redrivenAt)],
        ['Trace', letter.traceparent],
      ]),
      element('h2', {}, 'Value'),
      letter.problem && element('p', { class: 'notice' }, letter.problem),
      letter.decoded !== null &&
        element('pre', { tabindex: '0', 'aria-label': 'Value' }, readable(letter.decoded)),
      element('h2', {}, 'Bytes'),
      element('pre', { tabindex: '0', 'aria-label': 'Bytes' }, bytesOf(letter)),
      element('h2', {}, 'Headers'),
      factList(Object.entries(letter.headers)),
      redrivePanel({
        redrive,
        label: letter.redrivenAt === null ? 'Resend' : 'Resend again',
        body: { ids: [letter.id], state: 'all' },
        done: () => go(`/dead-letters/${path}`),
      }),
    ],
  };
}

function readable(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
