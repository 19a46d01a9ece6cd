import type { JSX } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import type { Session } from '../api/sessions.ts';
import { Button } from '../parts/button.tsx';
import { TextField } from '../parts/field.tsx';
import { hasAll } from '../parts/highlight.ts';
import { WindowedList, type WindowedListHandle } from '../parts/windowed-list.tsx';
import { useConsole, useText } from '../shell/console-state.ts';
import { SegmentRow } from './segment-row.tsx';

/** Of a segment of two lines, in px. */
const estimatedHeight = 84;

/** The text of a session, with a search in it: a browser's own finds only what is drawn. */
export function TranscriptPanel({ session }: { readonly session: Session }): JSX.Element {
  const { sought } = useConsole();
  const text = useText();
  const { results } = session;
  const [words, setWords] = useState(sought.value.words);
  const [shows, setShows] = useState({ times: false, confidence: false });
  const list = useRef<WindowedListHandle>(null);
  const found = useMemo(
    () => results.flatMap(({ text: said }, index) => (hasAll(said, words) ? [index] : [])),
    [results, words],
  );
  const [place, setPlace] = useState(-1);
  const move = (step: number): void => {
    if (found.length === 0) return;
    const next = (place + step + found.length) % found.length;
    setPlace(next);
    list.current?.show(found[next] ?? 0);
  };
  return (
    <section class="card transcript" aria-label={text.session.transcript}>
      <div class="transcript-tools">
        <form
          class="transcript-search"
          role="search"
          onSubmit={(event) => {
            event.preventDefault();
            move(1);
          }}
        >
          <TextField
            label={text.session.find}
            isLabelHidden
            type="search"
            placeholder={text.session.find}
            value={words}
            onInput={(next) => {
              setWords(next);
              setPlace(-1);
            }}
          />
          {words.trim() === '' ? null : (
            <span class="row">
              <span class="small soft figures" role="status">
                {text.session.found(place + 1, found.length)}
              </span>
              <Button look="quiet" icon="back" isIconOnly isDisabled={found.length === 0} onClick={() => move(-1)}>
                {text.session.previous}
              </Button>
              <Button look="quiet" icon="next" isIconOnly isDisabled={found.length === 0} onClick={() => move(1)}>
                {text.session.next}
              </Button>
            </span>
          )}
        </form>
        <div class="row">
          <Button isPressed={shows.times} onClick={() => setShows({ ...shows, times: !shows.times })}>
            {text.session.wordTimes}
          </Button>
          <Button isPressed={shows.confidence} onClick={() => setShows({ ...shows, confidence: !shows.confidence })}>
            {text.session.confidence}
          </Button>
        </div>
      </div>
      {shows.confidence ? <Legend /> : null}
      {results.length === 0 ? (
        <p class="soft transcript-empty">{session.state === 'live' ? text.session.silentYet : text.session.silent}</p>
      ) : (
        <WindowedList
          handle={list}
          label={text.session.transcript}
          count={results.length}
          estimatedHeight={estimatedHeight}
          layout={JSON.stringify(shows)}
          row={(index) => {
            const segment = results[index];
            if (segment === undefined) return null;
            return <SegmentRow segment={segment} sought={words} shows={shows} isCurrent={found[place] === index} />;
          }}
        />
      )}
    </section>
  );
}

function Legend(): JSX.Element {
  const text = useText();
  return (
    <ul class="legend small" aria-label={text.session.confidence}>
      {(['low', 'middle', 'high'] as const).map((level) => (
        <li key={level} class="soft">
          <span class={`word confidence-${level}`}>{text.session.levels[level]}</span>
        </li>
      ))}
    </ul>
  );
}
