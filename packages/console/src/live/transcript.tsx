import { useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { useText } from '../shell/console-state.ts';
import { Announcer } from './announcer.ts';
import type { CaptionLog } from './caption-log.ts';
import { clockOf } from '../parts/formats.ts';
import { TranscriptList } from './transcript-list.ts';

/** What a transcript is given. */
export interface TranscriptProps {
  readonly log: CaptionLog;
  readonly label: string;
  /** The words of the button that goes to the end. */
  readonly newest: string;
  /** What is read while there is no text. */
  readonly hint: string;
  /** Confidence is shown as shading. */
  readonly isShaded?: boolean;
  /** What is played now. */
  readonly playedMs?: { readonly value: number | undefined };
  /** Absent where nothing can be played. */
  readonly onPlay?: (ms: number) => void;
  /** Gets what goes to the newest words. */
  readonly controls?: { follow?: () => void };
}

/** The captions of a session: a list that grows, and a live region that speaks the finals. */
export function Transcript(props: TranscriptProps): JSX.Element {
  const { log, label, newest, hint, isShaded = false, playedMs, onPlay, controls } = props;
  const text = useText();
  const scroller = useRef<HTMLDivElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  const list = useRef<TranscriptList | undefined>(undefined);
  const play = useRef(onPlay);
  play.current = onPlay;
  const [isFollowing, setFollowing] = useState(true);
  const words = useRef(text.live.captions);
  words.current = text.live.captions;
  useEffect(() => {
    if (scroller.current === null) return undefined;
    const made = new TranscriptList(
      scroller.current,
      { playFrom: (time) => words.current.playFrom(time) },
      {
        onPlay: (ms) => play.current?.(ms),
        onFollow: setFollowing,
        onWord: (word, element) => {
          const sure = word?.confidence;
          const sentence = sure === undefined ? words.current.unsure : words.current.sure(Math.round(sure * 100));
          showTip(tip.current, element, word === undefined ? '' : `${clockOf(word.startMs / 1000)} · ${sentence}`);
        },
      },
    );
    list.current = made;
    if (controls !== undefined) controls.follow = () => made.follow();
    return () => {
      made.close();
    };
  }, []);
  useEffect(() => {
    list.current?.show(log);
  }, [log]);
  useSignalEffect(() => {
    list.current?.mark(playedMs?.value);
  });
  return (
    <div
      class={`transcript${isShaded ? ' transcript-shaded' : ''}${onPlay === undefined ? '' : ' transcript-playable'}`}
    >
      <div ref={scroller} class="transcript-scroll" role="region" aria-label={label} tabIndex={0} />
      <Hint log={log} words={hint} />
      <div ref={tip} class="word-tip figures small" role="status" hidden />
      {isFollowing ? null : (
        <div class="transcript-newest">
          <Button look="main" onClick={() => list.current?.follow()}>
            {newest}
          </Button>
        </div>
      )}
      <Spoken log={log} />
    </div>
  );
}

/** Stands in the place of the text until there is some. */
function Hint({ log, words }: { readonly log: CaptionLog; readonly words: string }): JSX.Element | null {
  const [, setRound] = useState(0);
  const isEmpty = log.finals.length === 0 && log.partial === undefined;
  useEffect(() => {
    if (!isEmpty) return undefined;
    const redraw = (): void => {
      setRound((round) => round + 1);
    };
    return log.listen({ onFinal: redraw, onPartial: redraw });
  }, [log, isEmpty]);
  return isEmpty ? <p class="transcript-hint soft">{words}</p> : null;
}

/** Speaks the finals that come from now on. */
function Spoken({ log }: { readonly log: CaptionLog }): JSX.Element {
  const region = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const announcer = new Announcer({
      say: (words) => {
        if (region.current !== null) region.current.textContent = words;
      },
      schedule: (ms, callback) => {
        const timer = setTimeout(callback, ms);
        return () => {
          clearTimeout(timer);
        };
      },
    });
    const end = log.listen({
      onFinal: (final) => {
        announcer.add(final.text);
      },
    });
    return () => {
      end();
      announcer.close();
    };
  }, [log]);
  return <div ref={region} class="hidden-visually spoken" aria-live="polite" dir="auto" />;
}

/** Puts the tip above a word, inside what is seen. */
function showTip(tip: HTMLElement | null, element: HTMLElement | undefined, words: string): void {
  if (tip === null) return;
  tip.hidden = element === undefined || words === '';
  if (element === undefined || tip.hidden) return;
  tip.textContent = words;
  const box = tip.parentElement?.getBoundingClientRect();
  const word = element.getBoundingClientRect();
  if (box === undefined) return;
  const left = Math.min(box.width - tip.offsetWidth - 4, Math.max(4, word.left - box.left));
  const above = word.top - box.top - tip.offsetHeight - 4;
  const top = above < 0 ? word.bottom - box.top + 4 : above;
  tip.style.setProperty('transform', `translate(${left.toFixed(1)}px, ${top.toFixed(1)}px)`);
}
