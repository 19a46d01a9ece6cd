import type { Result } from '@steno/client/browser';
import { confidenceLevel } from '../sessions/confidence.ts';
import { captionPieces, partialParts } from './caption-pieces.ts';
import { clockOf } from '../parts/formats.ts';

/** How segments are made. */
export interface SegmentLook {
  /** The name of the button that plays a segment, for a screen reader. */
  readonly playFrom: (time: string) => string;
}

/** Makes the element of a final: its time, which plays it, and its words. All text is set as text, never as markup. */
export function segmentElement(final: Result, index: number, look: SegmentLook): HTMLElement {
  const element = document.createElement('div');
  element.className = 'segment';
  element.dataset['index'] = String(index);
  const time = clockOf(final.startMs / 1000);
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'segment-time figures';
  button.tabIndex = -1;
  button.textContent = time;
  button.setAttribute('aria-label', look.playFrom(time));
  const text = document.createElement('p');
  text.className = 'segment-text';
  text.dir = 'auto';
  if (final.language !== undefined) text.lang = final.language;
  let word = 0;
  for (const piece of captionPieces(final)) {
    if (piece.word === undefined) {
      text.append(piece.text);
      continue;
    }
    const span = document.createElement('span');
    span.className = 'word';
    span.dataset['word'] = String(word);
    span.dataset['sure'] = confidenceLevel(piece.word.confidence);
    span.textContent = piece.text;
    text.append(span);
    word += 1;
  }
  element.append(button, text);
  return element;
}

/** Makes an element for a partial, without text. */
export function partialElement(): HTMLElement {
  const element = document.createElement('div');
  element.className = 'segment segment-partial';
  const text = document.createElement('p');
  text.className = 'segment-text';
  text.dir = 'auto';
  const [stable, open] = [document.createElement('span'), document.createElement('span')];
  stable.className = 'stable';
  text.append(stable, open);
  element.append(text);
  return element;
}

/** Shows a partial in its element: the stable words, and those that may still change. */
export function showPartial(element: HTMLElement, partial: Result | undefined): void {
  const [stable, open] = element.querySelectorAll('span');
  const parts = partial === undefined ? { stable: '', open: '' } : partialParts(partial);
  if (stable !== undefined && stable.textContent !== parts.stable) stable.textContent = parts.stable;
  if (open !== undefined && open.textContent !== parts.open) open.textContent = parts.open;
}
