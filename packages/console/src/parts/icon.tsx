import type { JSX } from 'preact';

/** Outlines in a box of 24, drawn for this page. */
const outlines = {
  live: 'M12 3a3 3 0 0 1 3 3v6a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM5 11a7 7 0 0 0 14 0M12 18v3',
  sessions: 'M5 5h14M5 10h14M5 15h9M5 20h6',
  health: 'M3 12h4l2.5-7 4.5 14 2.5-7H21',
  keys: 'M14.5 9.5a4.5 4.5 0 1 1-2-3.7M12 8.6l8.5 8.5v3h-3v-2.4h-2.4v-2.4',
  try: 'M8 7l-5 5 5 5M16 7l5 5-5 5',
  settings: 'M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4',
  close: 'M6 6l12 12M18 6L6 18',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5',
  back: 'M15 5l-7 7 7 7',
  next: 'M9 5l7 7-7 7',
  download: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13',
  plus: 'M12 5v14M5 12h14',
  play: 'M7 4.5v15l12-7.5z',
  pause: 'M8 5v14M16 5v14',
  shade: 'M4 7h6M13 7h7M4 12h10M17 12h3M4 17h4M11 17h9',
  screen: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  share: 'M12 15V4M8 8l4-4 4 4M6 12H5v8h14v-8h-1',
  help: 'M9 9a3 3 0 1 1 4.2 2.7c-.8.4-1.2 1-1.2 1.8v.5M12 17v.2',
  check: 'M5 13l4 4L19 7',
  warning: 'M12 4l9 16H3zM12 10v4M12 17v.2',
} as const;

/** The name of an outline. */
export type IconName = keyof typeof outlines;

/** An outline beside words; a screen reader passes over it. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  const isDirected = name === 'back' || name === 'next';
  return (
    <svg class={isDirected ? 'icon icon-directed' : 'icon'} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={outlines[name]} />
    </svg>
  );
}
