import type { SessionStatus } from '@steno/client/node';
import { displayWidth } from '../terminal/display-width.ts';
import { clockTime, progressBar } from '../terminal/progress-bar.ts';
import { type Footer, gutterColumns, type LiveState } from './live-view.ts';

/**
 * How far a recording is, as a bar.
 *
 * @param durationMs - length of the audio; undefined when it is not known.
 */
export function progressFooter(durationMs: number | undefined): Footer {
  return ({ sentMs, status }, screen) => {
    const time = clockTime(sentMs / 1000).padStart(gutterColumns - 2);
    const state = status === 'reconnecting' ? screen.paint('yellow', 'connecting again') : '';
    if (durationMs === undefined) return screen.paint('dim', `${time}  …  `) + state;
    const total = clockTime(durationMs / 1000);
    const columns = Math.max(
      5,
      Math.min(40, screen.columns - gutterColumns - displayWidth(total) - displayWidth(state) - 4),
    );
    return `${time}  ${screen.paint('cyan', progressBar(sentMs / durationMs, columns))}  ${total}  ${state}`.trimEnd();
  };
}

const stateWords = {
  connecting: 'connecting',
  listening: 'listening',
  reconnecting: 'no connection, audio is kept',
  stale: 'no sign of life from the server',
  slow: 'the server is behind',
  stopping: 'waiting for the last words',
  closed: 'over',
} as const satisfies Readonly<Record<SessionStatus, string>>;

/** Bars from silence to full scale, each for 8 dB. */
const levels = ['▁', '▂', '▃', '▄', '▅', '▆', '▇'] as const;
const dbPerLevel = 8;

/**
 * What a live session is doing, in words, with the level of the microphone.
 *
 * @param source - where the audio comes from, for example `arecord`.
 * @param levelDb - the loudest of the last 100 ms, relative to full scale.
 */
export function listeningFooter(source: string, levelDb: () => number): Footer {
  return (state, screen) => {
    const isWell = state.status === 'listening' || state.status === 'stopping' || state.status === 'connecting';
    const sign = screen.paint(isWell ? 'green' : 'yellow', state.status === 'listening' ? '●' : '○');
    const words = stateWords[state.status];
    const said = isWell ? words : screen.paint('yellow', words);
    const hint = state.status === 'stopping' ? 'Ctrl+C gives up' : 'Ctrl+C ends';
    return `${clock(state)}  ${sign} ${said}  ${level(levelDb())}  ${screen.paint('dim', `${source} · ${hint}`)}`;
  };
}

function clock({ sentMs }: LiveState): string {
  return clockTime(sentMs / 1000).padStart(gutterColumns - 2);
}

function level(db: number): string {
  const index = levels.length - 1 + Math.ceil(db / dbPerLevel);
  return levels[Math.min(levels.length - 1, Math.max(0, index))] ?? levels[0];
}
