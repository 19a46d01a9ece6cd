import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import type { CaptionLog } from '../live/caption-log.ts';
import { useStudio } from '../live/use-studio.ts';
import { useConsole, useText } from '../shell/console-state.ts';
import { useViewer } from '../watch/use-viewer.ts';
import { changedByKey, parseScreenSettings, screenParameters, type ScreenSettings } from './screen-settings.ts';
import { screenText } from './screen-text.ts';
import './captions.css';

/** Captions in large type for a projector or OBS: of this browser's session, or of one that is shared. */
export function CaptionsView({ id, look }: { readonly id: string; readonly look: string }): JSX.Element {
  return id === 'live' ? <OwnCaptions look={look} /> : <SharedCaptions id={id} look={look} />;
}

function OwnCaptions({ look }: { readonly look: string }): JSX.Element {
  const text = useText();
  const shown = useStudio().shown.value;
  const isLive = shown !== undefined && shown.whose !== 'kept';
  const log = isLive ? shown.log : undefined;
  return (
    <Screen id="live" look={look} log={log} note={isLive ? text.watch.onScreen.waiting : text.watch.onScreen.nobody} />
  );
}

function SharedCaptions({ id, look }: { readonly id: string; readonly look: string }): JSX.Element {
  const text = useText();
  const { viewer, state } = useViewer(id);
  const isQuiet = state.value === 'live' || state.value === 'waiting';
  const note = isQuiet ? text.watch.onScreen.waiting : text.watch.states[state.value];
  return <Screen id={id} look={look} log={viewer.log} note={note} isNoteUrgent={!isQuiet} />;
}

interface ScreenProps {
  readonly id: string;
  readonly look: string;
  readonly log: CaptionLog | undefined;
  /** What is read where there are no captions. */
  readonly note: string;
  /** It is read above the captions, too. */
  readonly isNoteUrgent?: boolean;
}

function Screen({ id, look, log, note, isNoteUrgent = false }: ScreenProps): JSX.Element {
  const { address } = useConsole();
  const text = useText();
  const [settings, setSettings] = useState<ScreenSettings>(() => parseScreenSettings(new URLSearchParams(look)));
  const change = (next: ScreenSettings): void => {
    setSettings(next);
    // The address has the look, so that OBS and a bookmark show it again.
    const parameters = new URLSearchParams(screenParameters(next)).toString();
    history.replaceState(null, '', `#/captions/${encodeURIComponent(id)}${parameters === '' ? '' : `?${parameters}`}`);
  };
  const leave = (): void => {
    if (document.fullscreenElement !== null) void document.exitFullscreen();
    else address.go(id === 'live' ? { name: 'live' } : { name: 'watch', id });
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const next = changedByKey(settings, key);
    if (next !== undefined) change(next);
    else if (key === 'f') toggleFullScreen();
    else if (key === 'Escape') leave();
    else return;
    event.preventDefault();
  };
  useKeys(onKey);
  useEffect(() => {
    document.title = `${text.watch.onScreen.title} · Steno`;
  }, [text]);
  return (
    <main class={`screen screen-${settings.colors} screen-at-${settings.place} screen-size-${settings.size}`}>
      <h1 class="hidden-visually">{text.watch.onScreen.title}</h1>
      <div class={`screen-lines screen-lines-${settings.lines}`}>
        <Lines log={log} note={note} isNoteUrgent={isNoteUrgent} />
      </div>
      <Tools settings={settings} onChange={change} onLeave={leave} />
    </main>
  );
}

function Lines(props: Pick<ScreenProps, 'log' | 'note'> & { readonly isNoteUrgent: boolean }): JSX.Element {
  const { log, note, isNoteUrgent } = props;
  const [, setRound] = useState(0);
  useEffect(() => {
    let frame: number | undefined;
    const draw = (): void => {
      frame ??= requestAnimationFrame(() => {
        frame = undefined;
        setRound((round) => round + 1);
      });
    };
    const end = log?.listen({ onFinal: draw, onPartial: draw });
    return () => {
      end?.();
      if (frame !== undefined) cancelAnimationFrame(frame);
    };
  }, [log]);
  const { settled, open } = useMemo(
    () => screenText(log?.finals ?? [], log?.partial),
    [log, log?.finals.length, log?.partial],
  );
  const isEmpty = settled === '' && open === '';
  return (
    <>
      {isNoteUrgent && !isEmpty ? (
        <p class="screen-note" role="status">
          {note}
        </p>
      ) : null}
      <div class="screen-window">
        <p class="screen-text" dir="auto">
          {isEmpty ? <span class="screen-waiting">{note}</span> : settled}
          {open === '' ? null : <span class="screen-open"> {open}</span>}
        </p>
      </div>
    </>
  );
}

function Tools(props: {
  readonly settings: ScreenSettings;
  readonly onChange: (settings: ScreenSettings) => void;
  readonly onLeave: () => void;
}): JSX.Element {
  const { settings, onChange, onLeave } = props;
  const { onScreen } = useText().watch;
  const press = (key: string) => (): void => {
    const next = changedByKey(settings, key);
    if (next !== undefined) onChange(next);
  };
  return (
    <div class="screen-tools">
      <Button onClick={press('-')}>{onScreen.smaller}</Button>
      <Button onClick={press('+')}>{onScreen.larger}</Button>
      <Button onClick={press('c')}>{onScreen.colours}</Button>
      <Button onClick={press('l')}>{onScreen.lines}</Button>
      <Button onClick={press('p')}>{onScreen.place}</Button>
      <Button onClick={toggleFullScreen}>{onScreen.fullScreen}</Button>
      <Button onClick={onLeave}>{onScreen.leave}</Button>
      <p class="small">{onScreen.help}</p>
    </div>
  );
}

function useKeys(onKey: (event: KeyboardEvent) => void): void {
  const newest = useRef(onKey);
  newest.current = onKey;
  // At once: a key may come with the next frame.
  useLayoutEffect(() => {
    const listener = (event: KeyboardEvent): void => {
      newest.current(event);
    };
    addEventListener('keydown', listener);
    return () => {
      removeEventListener('keydown', listener);
    };
  }, []);
}

function toggleFullScreen(): void {
  if (document.fullscreenElement === null) void document.documentElement.requestFullscreen().catch(() => undefined);
  else void document.exitFullscreen();
}
