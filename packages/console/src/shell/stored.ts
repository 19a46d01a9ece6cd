/**
 * A text that the browser keeps. Browsers may forbid storage, or have none left: the page then forgets at the next load,
 * and goes on.
 */
export interface StoredText {
  readonly read: () => string;
  /** An empty text takes it away. */
  readonly write: (text: string) => void;
}

/** A text under a name of the console's own. */
export function storedText(storage: () => Storage, name: string): StoredText {
  const fullName = `steno.console.${name}`;
  return {
    read: () => {
      try {
        return storage().getItem(fullName) ?? '';
      } catch {
        return '';
      }
    },
    write: (text) => {
      try {
        if (text === '') storage().removeItem(fullName);
        else storage().setItem(fullName, text);
      } catch {
        // Forgotten at the next load, as promised.
      }
    },
  };
}
