import type { JSX } from 'preact';
import type { SessionSegment, SessionWord } from '../api/sessions.ts';
import { clockOf, useFormats } from '../parts/formats.ts';
import { MarkedText } from '../parts/marked-text.tsx';
import { useText } from '../shell/console-state.ts';
import { confidenceLevel } from './confidence.ts';

/** What is shown beside the words. */
export interface Shows {
  readonly times: boolean;
  readonly confidence: boolean;
}

/** One final with its place in the audio. */
export function SegmentRow(props: {
  readonly segment: SessionSegment;
  readonly sought: string;
  readonly shows: Shows;
  readonly isCurrent: boolean;
}): JSX.Element {
  const { segment, sought, shows, isCurrent } = props;
  const hasWords = segment.words.length > 0 && (shows.times || shows.confidence);
  return (
    <div class={isCurrent ? 'segment segment-current' : 'segment'}>
      <span class="segment-time soft small figures">{clockOf(segment.start)}</span>
      <p class="segment-text" dir="auto">
        {hasWords ? (
          segment.words.map((word, index) => <Word key={index} word={word} sought={sought} shows={shows} />)
        ) : (
          <MarkedText text={segment.text} sought={sought} />
        )}
      </p>
    </div>
  );
}

interface WordProps {
  readonly word: SessionWord;
  readonly sought: string;
  readonly shows: Shows;
}

function Word({ word, sought, shows }: WordProps): JSX.Element {
  const text = useText();
  const formats = useFormats();
  const { confidence } = word;
  const level = shows.confidence ? confidenceLevel(confidence) : 'unknown';
  const said = <MarkedText text={word.word} sought={sought} />;
  const title = confidence === undefined ? undefined : text.session.sure(formats.percent(confidence));
  const name = level === 'unknown' ? 'word' : `word confidence-${level}`;
  return (
    <>
      {shows.times ? (
        <ruby class={name} title={title}>
          {said}
          <rt class="figures">{clockOf(word.start, 1)}</rt>
        </ruby>
      ) : (
        <span class={name} title={title}>
          {said}
        </span>
      )}{' '}
    </>
  );
}
