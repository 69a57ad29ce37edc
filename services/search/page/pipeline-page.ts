import { pipelineState } from './api.ts';
import { element } from './dom.ts';
import type { View } from './view.ts';
import { inMinutes } from './format.ts';

/** The number of indexed articles and the newest times. */
export async function pipelinePage(): Promise<View> {
  const { articles, persons, deadLetters } = await pipelineState();
  const figures: [name: string, value: number, href?: string][] = [
    ['Searchable articles', articles.searchable, '/'],
    ['Accepted in the last hour', articles.lastHour],
    ['Persons', persons],
    ['Without a date', articles.undated],
    ['Deleted (kept so that replays do not restore them)', articles.deleted],
    ['Dead letters waiting', deadLetters.waiting, '/dead-letters'],
    ['Dead letters resent', deadLetters.redriven, '/dead-letters?state=redriven'],
  ];
  return {
    title: 'Pipeline',
    content: [
      element('h1', {}, 'Pipeline'),
      element(
        'dl',
        { class: 'figures' },
        figures.map(([name, value, href]) => {
          const number = value.toLocaleString('en-GB');
          return element(
            'div',
            { class: href === '/dead-letters' && value > 0 && 'alert' },
            element('dt', {}, name),
            element('dd', {}, href ? element('a', { href }, number) : number),
          );
        }),
      ),
      element('p', {}, `Newest article accepted: ${inMinutes(articles.newestAcceptedAt)}`),
      element('p', {}, `Newest publication date: ${inMinutes(articles.newestPublishedAt)}`),
    ],
  };
}
