import type { ModelUse } from '../../contract/pool-figures.ts';

/** What happens to the workers of a model, for logs and metrics. */
export type WorkerEvent =
  | { readonly type: 'worker_started'; readonly modelId: string; readonly pid: number; readonly loadMs: number }
  | {
      readonly type: 'worker_died';
      readonly modelId: string;
      readonly pid: number;
      readonly exitCode: number | null;
      readonly signal: string | null;
      /** What native code said last, at most 2,000 characters; never speech. */
      readonly lastWords: string;
      /** Streams that another worker has to hear again. */
      readonly lostStreams: number;
    }
  | {
      /** It did not answer, or told what cannot be, and is ended for it; `worker_died` follows. */
      readonly type: 'worker_hung' | 'worker_nonsense';
      readonly modelId: string;
      readonly pid: number;
      /** What was wrong; never speech. */
      readonly reason: string;
    }
  | {
      readonly type: 'worker_start_failed';
      readonly modelId: string;
      readonly message: string;
      /** When it is tried again, in ms. */
      readonly retryMs: number;
    }
  | {
      /** Workers kept ending before they decoded anything: none is started any more. */
      readonly type: 'model_given_up';
      readonly modelId: string;
      /** How many ended, in a row. */
      readonly failures: number;
      /** When one is started to see whether it works, in ms. */
      readonly retryMs: number;
    }
  | { readonly type: 'model_tried_again'; readonly modelId: string }
  /** A stream asks for it, or the server starts with it; `worker_started` follows, or that it failed. */
  | { readonly type: 'model_loading'; readonly modelId: string; readonly use: ModelUse }
  | {
      readonly type: 'model_load_failed';
      readonly modelId: string;
      /** One sentence that names the model and what native code said last. */
      readonly message: string;
    }
  /** Nobody used it, and memory is short. */
  | { readonly type: 'model_unloaded'; readonly modelId: string }
  | {
      /** It could not be loaded beside the model whose words it should punctuate, which goes on without it. */
      readonly type: 'punctuation_failed';
      readonly modelId: string;
      readonly message: string;
    };
