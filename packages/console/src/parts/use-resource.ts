import { useEffect, useRef, useState } from 'preact/hooks';
import { useConsole } from '../shell/console-state.ts';

/** Something that is loaded from the server. What was loaded stays while it is loaded anew, or when that fails. */
export interface Resource<Value> {
  readonly value: Value | undefined;
  /** Of the last try; undefined when that succeeded. */
  readonly error: unknown;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

/** How a resource is loaded. */
export interface ResourceOptions {
  /** Loads it anew when it changes; what was loaded under another one is not shown. */
  readonly id: string;
  /** Loads it anew after a pause. */
  readonly everyMs?: number;
}

interface Loaded<Value> {
  readonly id: string;
  readonly value: Value | undefined;
  readonly error: unknown;
  readonly isLoading: boolean;
}

/** Loads something while a view is shown: at once, after each pause, and when the server is there again. */
export function useResource<Value>(
  load: (signal: AbortSignal) => Promise<Value>,
  { id, everyMs }: ResourceOptions,
): Resource<Value> {
  const returns = useConsole().reach.returns.value;
  const [loaded, setLoaded] = useState<Loaded<Value>>({ id, value: undefined, error: undefined, isLoading: true });
  const [round, setRound] = useState(0);
  const newestLoad = useRef(load);
  newestLoad.current = load;

  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const attempt = async (): Promise<void> => {
      setLoaded((before) => ({
        ...(before.id === id ? before : { value: undefined, error: undefined }),
        id,
        isLoading: true,
      }));
      try {
        const value = await newestLoad.current(abort.signal);
        if (!abort.signal.aborted) setLoaded({ id, value, error: undefined, isLoading: false });
      } catch (error) {
        if (!abort.signal.aborted) setLoaded((before) => ({ ...before, error, isLoading: false }));
      }
      if (everyMs !== undefined && !abort.signal.aborted) timer = setTimeout(() => void attempt(), everyMs);
    };
    void attempt();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [id, everyMs, round, returns]);

  const isCurrent = loaded.id === id;
  return {
    value: isCurrent ? loaded.value : undefined,
    error: isCurrent ? loaded.error : undefined,
    isLoading: !isCurrent || loaded.isLoading,
    reload: () => {
      setRound((count) => count + 1);
    },
  };
}
