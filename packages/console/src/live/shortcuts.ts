/** What a key of the keyboard does in the live view. */
export const shortcuts = {
  start: 'r',
  play: 'p',
  confidence: 's',
  copy: 'c',
  screen: 'f',
  newest: 'e',
  help: '?',
} as const;

/** The name of a shortcut. */
export type ShortcutName = keyof typeof shortcuts;

/** The names, in the order of the help. */
export const shortcutNames: readonly ShortcutName[] = Object.keys(shortcuts).filter(
  (name): name is ShortcutName => name in shortcuts,
);

/** Where keys mean something else. */
const takers = 'input:not([type=radio]):not([type=checkbox]), select, textarea, dialog';

/** What of a key press is looked at. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'defaultPrevented' | 'target'>;

/**
 * The shortcut of a key press.
 *
 * @returns undefined for other keys, with a modifier, and while text is being written or a choice made.
 */
export function shortcutOf(press: KeyPress): ShortcutName | undefined {
  if (press.ctrlKey || press.metaKey || press.altKey || press.defaultPrevented) return undefined;
  const { target } = press;
  const isTaken = target instanceof Element && target.closest(takers) !== null;
  if (isTaken) return undefined;
  return shortcutNames.find((name) => shortcuts[name] === press.key.toLowerCase());
}
