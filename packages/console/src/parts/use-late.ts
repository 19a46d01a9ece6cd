import { useEffect, useState } from 'preact/hooks';

/** A value as it was when it last held still for a while. */
export function useLate<Value>(value: Value, pauseMs: number): Value {
  const [late, setLate] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => {
      setLate(value);
    }, pauseMs);
    return () => {
      clearTimeout(timer);
    };
  }, [value, pauseMs]);
  return late;
}
