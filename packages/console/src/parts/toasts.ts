import { type ReadonlySignal, signal } from '@preact/signals';

/** A short message that goes away by itself; nothing that must be read stands in one. */
export interface Toast {
  readonly number: number;
  readonly text: string;
  readonly tone: 'good' | 'bad';
}

/** The short messages that are shown now. */
export interface Toasts {
  readonly shown: ReadonlySignal<readonly Toast[]>;
  readonly show: (text: string, tone?: Toast['tone']) => void;
  readonly dismiss: (number: number) => void;
}

const shownMs = 5000;
/** One more pushes the oldest out. */
const mostAtOnce = 3;

/** Makes an empty list. */
export function createToasts(): Toasts {
  const shown = signal<readonly Toast[]>([]);
  let next = 0;
  const dismiss = (number: number): void => {
    shown.value = shown.value.filter((toast) => toast.number !== number);
  };
  return {
    shown,
    dismiss,
    show: (text, tone = 'good') => {
      const number = next;
      next += 1;
      shown.value = [...shown.value, { number, text, tone }].slice(-mostAtOnce);
      setTimeout(() => {
        dismiss(number);
      }, shownMs);
    },
  };
}
