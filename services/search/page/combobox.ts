import { element } from './dom.ts';

const MOVES: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

let made = 0;

export interface Proposal {
  readonly value: string;
  readonly label: string;
  readonly note: string;
}

interface Options {
  readonly label: string;
  readonly placeholder: string;
  readonly propose: (text: string) => Promise<readonly Proposal[]>;
  readonly choose: (value: string) => void;
}

/**
 * A text field that proposes entries (ARIA combobox with list autocomplete): arrows move, Enter takes, Escape closes.
 */
export function combobox({ label, placeholder, propose, choose }: Options): HTMLElement {
  const id = `combobox-${++made}`;
  const list = element('ul', { id: `${id}-list`, role: 'listbox', 'aria-label': label, hidden: true });
  const input = element('input', {
    id,
    type: 'text',
    role: 'combobox',
    autocomplete: 'off',
    spellcheck: 'false',
    maxlength: 200,
    placeholder,
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': `${id}-list`,
    oninput: () => void open(),
    onfocus: () => void open(),
    onblur: close,
    onkeydown: pressed,
  });
  let entries: readonly Proposal[] = [];
  let active = -1;
  let asked = 0;

  async function open(): Promise<void> {
    const current = ++asked;
    const found = await propose(input.value.trim()).catch(() => []);
    if (current !== asked || document.activeElement !== input) return;
    entries = found;
    list.replaceChildren(...entries.map(option));
    activate(-1);
    list.hidden = entries.length === 0;
    input.setAttribute('aria-expanded', String(entries.length > 0));
  }

  function close(): void {
    asked++;
    list.hidden = true;
    entries = [];
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }

  function option(entry: Proposal, index: number): HTMLElement {
    return element(
      'li',
      {
        id: `${id}-${index}`,
        role: 'option',
        'aria-selected': 'false',
        onmousedown: (event) => {
          event.preventDefault();
          choose(entry.value);
        },
      },
      element('span', {}, entry.label),
      element('small', {}, entry.note),
    );
  }

  function activate(index: number): void {
    active = index;
    [...list.children].forEach((child, position) => {
      child.setAttribute('aria-selected', String(position === index));
      if (position === index) child.scrollIntoView({ block: 'nearest' });
    });
    if (index < 0) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', `${id}-${index}`);
  }

  function pressed(event: Event): void {
    const { key } = event as KeyboardEvent;
    const move = MOVES[key];
    if (move !== undefined && entries.length > 0) {
      event.preventDefault();
      activate((active + move + entries.length) % entries.length);
    } else if (key === 'Escape') {
      close();
    } else if (key === 'Enter') {
      const value = entries[active]?.value ?? input.value.trim();
      if (value === '') return;
      event.preventDefault();
      choose(value);
    }
  }

  return element('div', { class: 'field combobox' }, element('label', { for: id }, label), input, list);
}
