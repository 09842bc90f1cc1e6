import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Button, type ButtonProps, IconButton } from './button';

/** A window over the page. The browser keeps the focus inside, gives it back, and closes it at Escape. */
export function Dialog({
  title,
  onClose,
  children,
}: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = element.current;
    const opener = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class="dialog"
      aria-labelledby={id}
      onClose={onClose}
      onClick={(event) => event.target === element.current && onClose()}
    >
      <div class="dialog-content">
        <header>
          <h2 id={id}>{title}</h2>
          <IconButton name="Close" icon="close" onClick={onClose} />
        </header>
        {children}
      </div>
    </dialog>
  );
}

/** Asks before something is done. */
export function ConfirmDialog({
  title,
  children,
  action,
  tone = 'danger',
  isBusy,
  onConfirm,
  onClose,
}: {
  readonly title: string;
  readonly children: ComponentChildren;
  /** What is on the button that does it. */
  readonly action: string;
  readonly tone?: ButtonProps['tone'];
  readonly isBusy?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}) {
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      <footer class="dialog-actions">
        <Button isFirst onClick={onClose}>
          Keep it
        </Button>
        <Button tone={tone} isBusy={isBusy} onClick={() => !isBusy && onConfirm()}>
          {action}
        </Button>
      </footer>
    </Dialog>
  );
}
