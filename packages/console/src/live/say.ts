import type { Text } from '../i18n/en.ts';
import { clockOf } from '../parts/formats.ts';
import type { LiveEvent } from './live-event.ts';
import type { LiveProblem } from './live-problem.ts';
import type { ShownSession, StudioFacts } from './studio.ts';

/** One sentence about a problem, and what to do. */
export function sayProblem(problem: LiveProblem, text: Text): string {
  const { problems } = text.live;
  switch (problem.type) {
    case 'key':
      return problems.key;
    case 'tab_refused':
      return problems.tab_refused;
    case 'input':
      return problems.input[problem.code];
    case 'file':
      return problems.file[problem.problem](problem.name);
    case 'session': {
      const known: Readonly<Record<string, string | undefined>> = problems.session;
      return known[problem.code] ?? problems.unknown(problem.message);
    }
    case 'unknown':
      return problems.unknown(problem.message);
  }
}

/** One sentence about something that happened. */
export function sayEvent(event: LiveEvent, text: Text): string {
  const { events } = text.live;
  const seconds = (ms: number): string => (ms / 1000).toFixed(ms < 10_000 ? 1 : 0);
  switch (event.type) {
    case 'resumed':
      return events.resumed(seconds(event.missedMs));
    case 'restarted':
      return event.lostMs === 0
        ? events.restarted
        : events.restartedWithLoss(seconds(event.lostMs), clockOf(event.lostFromMs / 1000));
    case 'device_lost':
    case 'device_changed':
      return events[event.type](event.name);
    case 'dropped':
      return events.dropped(seconds(event.ms));
    case 'shutting_down':
      return events.shutting_down(event.at.toLocaleTimeString());
    case 'warning':
      return events.warning(event.message);
    case 'not_kept':
      return events.not_kept[event.problem];
    default:
      return events[event.type];
  }
}

/** What the page does now, in words, and whether that is as it should be. */
export function sayStatus(
  { phase, status }: StudioFacts,
  { shown, isFile }: { readonly shown: ShownSession | undefined; readonly isFile: boolean },
  text: Text,
): { readonly tone: 'idle' | 'good' | 'warn'; readonly words: string } {
  const { phases } = text.live;
  if (phase === 'opening') return { tone: 'warn', words: phases.opening };
  if (phase === 'idle') {
    if (shown?.whose === 'other') return { tone: 'warn', words: phases.other };
    return { tone: 'idle', words: shown === undefined ? phases.none : phases.kept };
  }
  if (status === 'reconnecting' || status === 'stale' || status === 'slow')
    return { tone: 'warn', words: phases[status] };
  if (status === 'connecting') return { tone: 'warn', words: phases.connecting };
  if (phase === 'stopping' || status === 'stopping' || status === 'closed') {
    return { tone: 'warn', words: phases.stopping };
  }
  return { tone: 'good', words: isFile ? phases.sending : phases.listening };
}
