import type { HttpAnswer, HttpRoutes } from '../gateway/http-answer.ts';
import { methodNotAllowed } from '../gateway/refusal.ts';
import type { ParsedRequest } from '../gateway/upgrade-request.ts';
import { metricsContentType, type PrometheusText } from './prometheus.ts';

/** Where metrics are served. */
export const metricsPath = '/metrics';

/**
 * Serves the metrics to whoever asks: they name models, languages and load. Mount it only where operators reach it, never
 * beside what clients use.
 */
export class MetricsRoute implements HttpRoutes {
  /** See {@link HttpRoutes.maxBodyBytes}. */
  readonly maxBodyBytes = 0;
  readonly #text: Pick<PrometheusText, 'write'>;

  constructor(text: Pick<PrometheusText, 'write'>) {
    this.#text = text;
  }

  /** See {@link HttpRoutes.serves}. */
  serves(path: string): boolean {
    return path === metricsPath;
  }

  /** Answers one request. */
  async answer({ method }: ParsedRequest): Promise<HttpAnswer> {
    if (method !== 'GET' && method !== 'HEAD') return methodNotAllowed(method, ['GET', 'HEAD']);
    const body = await this.#text.write();
    return { status: 200, headers: { 'content-type': metricsContentType, 'cache-control': 'no-store' }, body };
  }
}
