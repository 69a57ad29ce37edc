import { element } from './dom.js';

let made = 0;

/**
 * A text field that proposes entries (ARIA combobox with list autocomplete): arrows move, Enter takes, Escape closes.
 * @param {{ label: string, placeholder: string, propose: (text: string) => Promise<{ value: string, label: string, note: string }[]>,
 *   choose: (value: string) => void }} options
 */
export function combobox({ label, placeholder, propose, choose }) {
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
  let entries = [];
  let active = -1;
  let asked = 0;

  async function open() {
    const current = ++asked;
    const found = await propose(input.value.trim()).catch(() => []);
    if (current !== asked || document.activeElement !== input) return;
    entries = found;
    list.replaceChildren(...entries.map(option));
    activate(-1);
    list.hidden = entries.length === 0;
    input.setAttribute('aria-expanded', String(entries.length > 0));
  }

  function close() {
    asked++;
    list.hidden = true;
    entries = [];
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }

  function option(entry, index) {
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

  function activate(index) {
    active = index;
    [...list.children].forEach((child, position) => {
      child.setAttribute('aria-selected', String(position === index));
      if (position === index) child.scrollIntoView({ block: 'nearest' });
    });
    if (index < 0) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', `${id}-${index}`);
  }

  function pressed(event) {
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves && entries.length > 0) {
      event.preventDefault();
      activate((active + moves[event.key] + entries.length) % entries.length);
    } else if (event.key === 'Escape') {
      close();
    } else if (event.key === 'Enter') {
      const value = entries[active]?.value ?? input.value.trim();
      if (value === '') return;
      event.preventDefault();
      choose(value);
    }
  }

  return element('div', { class: 'field combobox' }, element('label', { for: id }, label), input, list);
}
