import { addresses, type ViewName } from './addresses.ts';
import { AnswerError, toError } from './api.ts';
import { announce, element, toNodes } from './dom.ts';
import type { View, Visit } from './view.ts';
import { articlePage } from './article/article-page.ts';
import { deadLetterPage } from './dead-letters/dead-letter-page.ts';
import { deadLettersPage } from './dead-letters/dead-letters-page.ts';
import { personPage } from './person-page.ts';
import { pipelinePage } from './pipeline-page.ts';
import { searchPage } from './search/search-page.ts';

const pages: Readonly<Record<ViewName, (visit: Visit) => Promise<View>>> = {
  search: searchPage,
  article: articlePage,
  person: personPage,
  'dead-letters': deadLettersPage,
  'dead-letter': deadLetterPage,
  pipeline: pipelinePage,
};

const main = document.querySelector<HTMLElement>('#main') ?? document.body;
let visit = 0;

/** Navigates to an address of this app. */
function go(address: string): Promise<void> {
  history.pushState(null, '', address);
  return show({ focus: true });
}

async function show({ focus }: { readonly focus: boolean }): Promise<void> {
  const current = ++visit;
  main.setAttribute('aria-busy', 'true');
  const { title, content, spoken } = await build();
  if (current !== visit) return;
  document.title = title === 'Gazette' ? title : `${title} · Gazette`;
  main.replaceChildren(...toNodes(content.filter(Boolean)));
  main.removeAttribute('aria-busy');
  for (const link of document.querySelectorAll('.masthead nav a')) {
    link.toggleAttribute('data-here', link.getAttribute('href') === location.pathname);
    if (link.hasAttribute('data-here')) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  if (focus) {
    main.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }
  announce(spoken ?? title);
}

async function build(): Promise<View> {
  for (const [view, address] of addresses) {
    const match = address.exec(location.pathname);
    if (!match) continue;
    try {
      return await pages[view]({
        id: decodeURIComponent(match[1] ?? ''),
        query: new URLSearchParams(location.search),
        go,
      });
    } catch (error) {
      return failed(toError(error));
    }
  }
  return failed(new Error('This page does not exist.'));
}

function failed(error: Error): View {
  const again = element('button', { type: 'button', onclick: () => void show({ focus: true }) }, 'Try again');
  return {
    title: 'Something went wrong',
    spoken: error.message,
    content: [
      element(
        'section',
        { class: 'notice', role: 'alert' },
        element(
          'h1',
          {},
          error instanceof AnswerError && error.status === 404 ? 'Not found' : 'Something went wrong',
        ),
        element('p', {}, error.message),
        element('p', {}, again, ' ', element('a', { href: '/' }, 'Back to search')),
      ),
    ],
  };
}

document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href]') : null;
  if (!link || event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || link.hasAttribute('data-plain'))
    return;
  const address = new URL(link.href);
  if (address.origin !== location.origin || address.hash !== '') return;
  event.preventDefault();
  void go(address.pathname + address.search);
});

window.addEventListener('popstate', () => void show({ focus: false }));

void show({ focus: false });
