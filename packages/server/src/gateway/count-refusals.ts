import type { WireErrorCode } from '@steno/protocol';
import type { HttpRoutes } from './http-answer.ts';

/** The same routes; whoever counts is told what they refuse. */
export function countRefusals(routes: HttpRoutes, onRefused: (code: WireErrorCode) => void): HttpRoutes {
  return {
    maxBodyBytes: routes.maxBodyBytes,
    isForStrangers: routes.isForStrangers ?? false,
    serves: (path) => routes.serves(path),
    answer: async (request, body) => {
      const answer = await routes.answer(request, body);
      if ('refusal' in answer) onRefused(answer.refusal);
      return answer;
    },
  };
}
