import { ask } from './api.js';
import { element } from './dom.js';
import { inMinutes } from './format.js';

/** How much there is and how fresh it is. */
export async function pipelinePage() {
  const { articles, persons, deadLetters } = await ask('/api/pipeline');
  const figures = [
    ['Articles to find', articles.searchable, '/'],
    ['Accepted in the last hour', articles.lastHour],
    ['Persons', persons],
    ['Without a date', articles.undated],
    ['Deleted, kept against replays', articles.deleted],
    ['Dead letters waiting', deadLetters.waiting, '/dead-letters'],
    ['Dead letters sent back', deadLetters.redriven, '/dead-letters?state=redriven'],
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
      element('p', {}, `The newest text came in ${inMinutes(articles.newestAcceptedAt)}.`),
      element('p', {}, `The newest publication is of ${inMinutes(articles.newestPublishedAt)}.`),
    ],
  };
}
