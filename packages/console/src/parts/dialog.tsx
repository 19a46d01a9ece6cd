import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

/** A question or a form above the page. */
export interface DialogProps {
  readonly title: string;
  readonly children: ComponentChildren;
  /** Escape was pressed, or the page behind was clicked. The caller takes the dialog away. */
  readonly onClose: () => void;
  /** False for what would be lost by a slip of the finger: only the buttons close it. */
  readonly closesLightly?: boolean;
}

/** A modal dialog; the focus is kept in it and goes back to where it was. */
export function Dialog({ title, children, onClose, closesLightly = true }: DialogProps): JSX.Element {
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        if (closesLightly) onClose();
      }}
      onClick={(event) => {
        if (closesLightly && event.target === dialog.current) onClose();
      }}
    >
      <div class="dialog-body stack">
        <h2 id={titleId}>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}
