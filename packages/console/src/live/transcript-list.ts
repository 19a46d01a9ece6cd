import type { Result, ResultWord } from '@steno/client/browser';
import { type CaptionLog, finalAt } from './caption-log.ts';
import { captionPieces } from './caption-pieces.ts';
import { HeightIndex } from './height-index.ts';
import { partialElement, segmentElement, type SegmentLook, showPartial } from './segment-element.ts';

/** What a list tells. */
export interface TranscriptListener {
  /** A moment is to be played. */
  onPlay(ms: number): void;
  /** A word is pointed at, or none any more. */
  onWord(word: ResultWord | undefined, element: HTMLElement | undefined): void;
  /** Whether the newest words are followed. */
  onFollow(isFollowing: boolean): void;
}

/** Screens of text that are there above and below what is seen. */
const overscan = 1;
/** What a segment is taken for before it was measured, in px. */
const firstHeight = 40;
/** How near the end counts as the end, in px. */
const endSlack = 24;

/**
 * The text of a session as a list of which only the part in sight, and a screen above and below, is in the document.
 * Heights are measured once a segment was in sight, and estimated by the length of its text before. The list follows the
 * newest words until it is scrolled up.
 */
export class TranscriptList {
  readonly #scroller: HTMLElement;
  readonly #above = document.createElement('div');
  readonly #segments = document.createElement('div');
  readonly #below = document.createElement('div');
  #partial = partialElement();
  readonly #listener: TranscriptListener;
  readonly #look: SegmentLook;
  readonly #lifetime = new AbortController();
  readonly #resizes: ResizeObserver;
  readonly #heights = new HeightIndex();
  /** Index to element, of those in the document, in order. */
  readonly #elements = new Map<number, HTMLElement>();
  #measured = new Set<number>();
  #log: CaptionLog | undefined;
  #unlisten: () => void = () => undefined;
  #frame: number | undefined;
  #isFollowing = true;
  #isPartialOver = false;
  #width = 0;
  /** Measured height by characters, for the estimates. */
  #sums = { height: 0, characters: 0 };
  #current: { readonly segment: number; readonly word: number } | undefined;
  #played: readonly Element[] = [];
  #tabStop: HTMLElement | undefined;

  /** Fills an element that scrolls; it stays the caller's. */
  constructor(scroller: HTMLElement, look: SegmentLook, listener: TranscriptListener) {
    this.#scroller = scroller;
    this.#look = look;
    this.#listener = listener;
    this.#above.className = 'transcript-space';
    this.#segments.className = 'transcript-segments';
    this.#below.className = 'transcript-space';
    scroller.replaceChildren(this.#above, this.#segments, this.#below, this.#partial);
    const { signal } = this.#lifetime;
    scroller.addEventListener('scroll', this.#onScroll, { signal, passive: true });
    scroller.addEventListener('click', this.#onClick, { signal });
    scroller.addEventListener('keydown', this.#onKey, { signal });
    scroller.addEventListener('focusin', this.#onFocus, { signal });
    scroller.addEventListener('pointerover', this.#onPointer, { signal, passive: true });
    scroller.addEventListener('pointerleave', () => listener.onWord(undefined, undefined), { signal, passive: true });
    this.#resizes = new ResizeObserver(() => {
      this.#schedule();
    });
    this.#resizes.observe(scroller);
  }

  /** Shows the text of a session, from its end. */
  show(log: CaptionLog): void {
    if (log === this.#log) return;
    this.#unlisten();
    this.#log = log;
    this.#forget();
    this.#isFollowing = true;
    this.#listener.onFollow(true);
    for (const final of log.finals) this.#heights.append(this.#estimate(final));
    this.#unlisten = log.listen({
      onFinal: (final) => {
        this.#heights.append(this.#estimate(final));
        this.#isPartialOver = true;
        this.#schedule();
      },
      onPartial: () => {
        this.#schedule();
      },
    });
    this.#draw();
  }

  /** Goes to the newest words, and follows them. */
  follow(): void {
    this.#setFollowing(true);
    this.#draw();
  }

  /** Marks the word that is heard now, and keeps it in sight; undefined for none. */
  mark(ms: number | undefined): void {
    for (const element of this.#played) element.classList.remove('played');
    this.#played = [];
    if (ms === undefined || this.#log === undefined) return;
    const index = finalAt(this.#log.finals, ms);
    const final = this.#log.finals[index];
    if (final === undefined || ms > final.endMs + 200) return;
    this.#reveal(index);
    const words = wordsOf(final);
    const word = words.findLastIndex(({ startMs }) => startMs <= ms);
    const element = this.#elements.get(index);
    const span = element?.querySelector(`[data-word="${word}"]`);
    this.#played = [element, span].filter((one): one is Element => one !== undefined && one !== null);
    for (const one of this.#played) one.classList.add('played');
  }

  /** Takes its elements and listeners away. */
  close(): void {
    this.#unlisten();
    this.#resizes.disconnect();
    this.#lifetime.abort();
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#scroller.replaceChildren();
  }

  #forget(): void {
    this.#heights.clear();
    this.#elements.clear();
    this.#segments.replaceChildren();
    this.#measured.clear();
    this.#current = undefined;
    this.#played = [];
  }

  #estimate({ text }: Result): number {
    const { height, characters } = this.#sums;
    if (characters === 0) return firstHeight;
    return Math.max(firstHeight / 2, (text.length * height) / characters);
  }

  #schedule(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#draw();
    });
  }

  #draw(): void {
    const log = this.#log;
    if (log === undefined) return;
    this.#checkWidth();
    this.#renewPartial();
    showPartial(this.#partial, log.partial);
    if (this.#isFollowing) {
      // From the end: what is above is measured on the way.
      this.#place(this.#heights.total);
      this.#measure();
      this.#scroller.scrollTop = this.#scroller.scrollHeight;
      return;
    }
    const top = this.#scroller.scrollTop;
    const anchor = this.#heights.find(top);
    const before = this.#heights.offset(anchor);
    this.#place(top);
    this.#measure();
    // What was estimated above the first segment in sight moves nothing of what is in sight.
    const moved = this.#heights.offset(anchor) - before;
    if (moved !== 0) this.#scroller.scrollTop = top + moved;
  }

  /** A final stands where its partial stood; the next partial is another one, and has not moved. */
  #renewPartial(): void {
    if (!this.#isPartialOver) return;
    this.#isPartialOver = false;
    const next = partialElement();
    this.#partial.replaceWith(next);
    this.#partial = next;
  }

  /** Has those in the document that are in sight when it is scrolled to a place. */
  #place(top: number): void {
    const log = this.#log;
    if (log === undefined) return;
    const screen = this.#scroller.clientHeight || 600;
    const from = Math.max(0, this.#heights.find(top - (1 + overscan) * screen));
    const to = this.#heights.length === 0 ? -1 : this.#heights.find(top + (1 + overscan) * screen);
    for (const [index, element] of this.#elements) {
      if (index >= from && index <= to) continue;
      if (element.contains(document.activeElement)) this.#scroller.focus({ preventScroll: true });
      element.remove();
      this.#elements.delete(index);
    }
    let next: Element | null = this.#segments.firstElementChild;
    for (let index = from; index <= to; index += 1) {
      const known = this.#elements.get(index);
      if (known !== undefined) {
        next = known.nextElementSibling;
        continue;
      }
      const final = log.finals[index];
      if (final === undefined) break;
      const element = segmentElement(final, index, this.#look);
      this.#elements.set(index, element);
      this.#segments.insertBefore(element, next);
    }
    this.#setTabStop(this.#elements.get(this.#current?.segment ?? to) ?? this.#elements.get(to));
    this.#setSpaces(from, to);
  }

  /** Tab leads to one segment only; the arrows lead on. */
  #setTabStop(segment: HTMLElement | undefined): void {
    const button = segment?.querySelector('button') ?? undefined;
    if (button === this.#tabStop) return;
    if (this.#tabStop !== undefined) this.#tabStop.tabIndex = -1;
    if (button !== undefined) button.tabIndex = 0;
    this.#tabStop = button;
  }

  #measure(): void {
    let isChanged = false;
    for (const [index, element] of this.#elements) {
      if (this.#measured.has(index)) continue;
      this.#measured.add(index);
      const { height } = element.getBoundingClientRect();
      this.#sums.height += height;
      this.#sums.characters += Math.max(1, this.#log?.finals[index]?.text.length ?? 1);
      if (height !== this.#heights.at(index)) isChanged = true;
      this.#heights.set(index, height);
    }
    if (!isChanged) return;
    const indexes = [...this.#elements.keys()];
    this.#setSpaces(Math.min(...indexes), Math.max(...indexes));
  }

  #setSpaces(from: number, to: number): void {
    const set = (element: HTMLElement, height: number): void => {
      const value = `${height.toFixed(2)}px`;
      if (element.style.blockSize !== value) element.style.setProperty('block-size', value);
    };
    set(this.#above, this.#heights.offset(from));
    set(this.#below, Math.max(0, this.#heights.total - this.#heights.offset(to + 1)));
  }

  /** Another width has other heights. */
  #checkWidth(): void {
    const width = this.#scroller.clientWidth;
    if (width === this.#width) return;
    this.#width = width;
    this.#measured = new Set();
    this.#sums = { height: 0, characters: 0 };
  }

  #setFollowing(isFollowing: boolean): void {
    if (isFollowing === this.#isFollowing) return;
    this.#isFollowing = isFollowing;
    this.#listener.onFollow(isFollowing);
  }

  readonly #onScroll = (): void => {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    this.#setFollowing(scrollHeight - scrollTop - clientHeight <= endSlack);
    this.#schedule();
  };

  readonly #onClick = ({ target }: MouseEvent): void => {
    const found = this.#wordAt(target);
    if (found === undefined) return;
    this.#listener.onPlay(found.word?.startMs ?? found.final.startMs);
  };

  readonly #onPointer = ({ target }: PointerEvent): void => {
    const found = this.#wordAt(target);
    this.#listener.onWord(found?.word, found?.word === undefined ? undefined : asElement(target));
  };

  readonly #onFocus = ({ target }: FocusEvent): void => {
    const segment = asElement(target)?.closest<HTMLElement>('.segment[data-index]');
    if (segment === null || segment === undefined) return;
    this.#current = { segment: Number(segment.dataset['index']), word: -1 };
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isHandled = this.#move(event.key);
    if (!isHandled) return;
    event.preventDefault();
    event.stopPropagation();
  };

  #move(key: string): boolean {
    const log = this.#log;
    if (log === undefined || log.finals.length === 0) return false;
    const current = this.#current ?? { segment: log.finals.length - 1, word: -1 };
    const final = log.finals[current.segment];
    const words = final === undefined ? [] : wordsOf(final);
    switch (key) {
      case 'ArrowUp':
      case 'ArrowDown':
        this.#goTo(current.segment + (key === 'ArrowUp' ? -1 : 1), -1);
        return true;
      case 'Home':
      case 'End':
        this.#goTo(key === 'Home' ? 0 : log.finals.length - 1, -1);
        return true;
      case 'ArrowRight':
      case 'ArrowLeft': {
        const isForward = (key === 'ArrowRight') !== this.#isRightToLeft(current.segment);
        this.#goTo(current.segment, Math.min(words.length - 1, Math.max(-1, current.word + (isForward ? 1 : -1))));
        return true;
      }
      case 'Enter': {
        const at = words[current.word]?.startMs ?? final?.startMs;
        if (at !== undefined) this.#listener.onPlay(at);
        return at !== undefined;
      }
      default:
        return false;
    }
  }

  #goTo(segment: number, word: number): void {
    const last = (this.#log?.finals.length ?? 0) - 1;
    const index = Math.min(last, Math.max(0, segment));
    this.#reveal(index);
    const element = this.#elements.get(index);
    const button = element?.firstElementChild;
    if (button instanceof HTMLElement) button.focus({ preventScroll: true });
    this.#current = { segment: index, word };
    for (const old of this.#segments.querySelectorAll('.word.current')) old.classList.remove('current');
    const span = element?.querySelector<HTMLElement>(`[data-word="${word}"]`);
    span?.classList.add('current');
    const final = this.#log?.finals[index];
    this.#listener.onWord(final === undefined ? undefined : wordsOf(final)[word], span ?? undefined);
  }

  /** Scrolls as little as brings a segment into sight. */
  #reveal(index: number): void {
    const [top, bottom] = [this.#heights.offset(index), this.#heights.offset(index + 1)];
    const { scrollTop, clientHeight } = this.#scroller;
    if (this.#elements.has(index) && top >= scrollTop && bottom <= scrollTop + clientHeight) return;
    this.#setFollowing(index === this.#heights.length - 1);
    this.#scroller.scrollTop = top < scrollTop ? top : bottom - clientHeight;
    this.#draw();
    this.#elements.get(index)?.scrollIntoView({ block: 'nearest' });
  }

  #isRightToLeft(index: number): boolean {
    const text = this.#elements.get(index)?.querySelector('.segment-text');
    return text !== null && text !== undefined && getComputedStyle(text).direction === 'rtl';
  }

  #wordAt(target: EventTarget | null): { readonly final: Result; readonly word: ResultWord | undefined } | undefined {
    const element = asElement(target);
    const segment = element?.closest<HTMLElement>('.segment[data-index]');
    if (element === undefined || segment === null || segment === undefined) return undefined;
    const final = this.#log?.finals[Number(segment.dataset['index'])];
    if (final === undefined) return undefined;
    const span = element.closest<HTMLElement>('.word');
    if (span !== null) return { final, word: wordsOf(final)[Number(span.dataset['word'])] };
    return element.closest('.segment-time') === null ? undefined : { final, word: undefined };
  }
}

/** The words of a final that its text has, by their numbers in the document. */
function wordsOf(final: Result): readonly ResultWord[] {
  return captionPieces(final)
    .map(({ word }) => word)
    .filter((word) => word !== undefined);
}

function asElement(target: EventTarget | null): HTMLElement | undefined {
  return target instanceof HTMLElement ? target : undefined;
}
