import type { JSX } from 'preact';
import { highlight } from './highlight.ts';

/**
 * A text of somebody else's, with the sought words marked. Markup in it is shown as it was said. What it stands in has
 * `dir="auto"`.
 */
export function MarkedText({ text, sought }: { readonly text: string; readonly sought: string }): JSX.Element {
  return (
    <>
      {highlight(text, sought).map(({ text: piece, isMatch }, index) =>
        isMatch ? <mark key={index}>{piece}</mark> : piece,
      )}
    </>
  );
}
