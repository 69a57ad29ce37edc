import { element } from './dom.ts';

const MOVES: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
const NONE = -1;

let comboboxCount = 0;

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
 * A text field that proposes entries (ARIA combobox with list autocomplete).
 * The arrow keys move through the list, Enter chooses, Escape closes.
 */
export function combobox(options: Options): HTMLElement {
  return new Combobox(options).field;
}

class Combobox {
  readonly field: HTMLElement;
  readonly #id = `combobox-${++comboboxCount}`;
  readonly #options: Options;
  readonly #input: HTMLInputElement;
  readonly #list: HTMLElement;
  #entries: readonly Proposal[] = [];
  #activeIndex = NONE;
  /** Proposals of a request that is not the latest are dropped. */
  #latestRequest = 0;

  constructor(options: Options) {
    const { label } = options;
    this.#options = options;
    this.#list = element('ul', {
      id: `${this.#id}-list`,
      role: 'listbox',
      'aria-label': label,
      hidden: true,
    });
    this.#input = this.#createInput();
    this.field = element(
      'div',
      { class: 'field combobox' },
      element('label', { for: this.#id }, label),
      this.#input,
      this.#list,
    );
  }

  #createInput(): HTMLInputElement {
    const open = () => void this.#open();
    return element('input', {
      id: this.#id,
      type: 'text',
      role: 'combobox',
      autocomplete: 'off',
      spellcheck: 'false',
      maxlength: 200,
      placeholder: this.#options.placeholder,
      'aria-autocomplete': 'list',
      'aria-expanded': 'false',
      'aria-controls': `${this.#id}-list`,
      oninput: open,
      onfocus: open,
      onblur: () => {
        this.#close();
      },
      onkeydown: (event) => {
        this.#onKey(event as KeyboardEvent);
      },
    });
  }

  async #open(): Promise<void> {
    const request = ++this.#latestRequest;
    const found = await this.#options.propose(this.#typed()).catch(() => []);
    if (request !== this.#latestRequest || document.activeElement !== this.#input) return;
    this.#entries = found;
    this.#list.replaceChildren(...found.map((entry, index) => this.#option(entry, index)));
    this.#activate(NONE);
    this.#list.hidden = found.length === 0;
    this.#input.setAttribute('aria-expanded', String(found.length > 0));
  }

  #close(): void {
    this.#latestRequest++;
    this.#list.hidden = true;
    this.#entries = [];
    this.#input.setAttribute('aria-expanded', 'false');
    this.#input.removeAttribute('aria-activedescendant');
  }

  #option({ value, label, note }: Proposal, index: number): HTMLElement {
    return element(
      'li',
      {
        id: `${this.#id}-${index}`,
        role: 'option',
        'aria-selected': 'false',
        onmousedown: (event) => {
          event.preventDefault();
          this.#options.choose(value);
        },
      },
      element('span', {}, label),
      element('small', {}, note),
    );
  }

  #activate(index: number): void {
    this.#activeIndex = index;
    [...this.#list.children].forEach((child, childIndex) => {
      child.setAttribute('aria-selected', String(childIndex === index));
      if (childIndex === index) child.scrollIntoView({ block: 'nearest' });
    });
    if (index === NONE) this.#input.removeAttribute('aria-activedescendant');
    else this.#input.setAttribute('aria-activedescendant', `${this.#id}-${index}`);
  }

  #onKey(event: KeyboardEvent): void {
    const move = MOVES[event.key];
    if (move !== undefined && this.#entries.length > 0) {
      event.preventDefault();
      this.#moveBy(move);
    } else if (event.key === 'Escape') {
      this.#close();
    } else if (event.key === 'Enter') {
      this.#chooseActive(event);
    }
  }

  /** Moves through the list, around its ends. */
  #moveBy(step: number): void {
    const { length } = this.#entries;
    this.#activate((this.#activeIndex + step + length) % length);
  }

  /** Without an active entry, chooses the typed text. */
  #chooseActive(event: KeyboardEvent): void {
    const value = this.#entries[this.#activeIndex]?.value ?? this.#typed();
    if (value === '') return;
    event.preventDefault();
    this.#options.choose(value);
  }

  #typed(): string {
    return this.#input.value.trim();
  }
}
