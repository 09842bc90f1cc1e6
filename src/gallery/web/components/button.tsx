import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon';

/** What all buttons take. */
export interface ButtonProps {
  readonly onClick?: (event: MouseEvent) => void;
  readonly children?: ComponentChildren;
  readonly icon?: IconName;
  /** `main`: the one thing to do here; `quiet`: beside others; `danger`: cannot be taken back. */
  readonly tone?: 'main' | 'plain' | 'quiet' | 'danger';
  readonly type?: 'button' | 'submit';
  readonly isDisabled?: boolean;
  /** What it does is under way: it says so, and cannot be pressed twice. */
  readonly isBusy?: boolean;
  /** For a button that stays pressed. */
  readonly isPressed?: boolean;
  /** In a dialog that opens, this one has the focus. */
  readonly isFirst?: boolean;
}

/** A button with words. */
export function Button({ tone = 'plain', type = 'button', icon, isDisabled, isBusy, ...props }: ButtonProps) {
  return (
    <button
      type={type}
      class={`button button-${tone}`}
      onClick={props.onClick}
      disabled={isDisabled}
      aria-disabled={isBusy || undefined}
      aria-busy={isBusy || undefined}
      aria-pressed={props.isPressed}
      autofocus={props.isFirst}
    >
      {icon && <Icon name={icon} />}
      {props.children}
    </button>
  );
}

/** A button that is only a drawing; its name is said by screen readers and shown on hovering. */
export function IconButton({
  name,
  icon,
  onClick,
  isPressed,
  isDisabled,
}: {
  readonly name: string;
  readonly icon: IconName;
  readonly onClick: (event: MouseEvent) => void;
  readonly isPressed?: boolean;
  readonly isDisabled?: boolean;
}) {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={name}
      title={name}
      aria-pressed={isPressed}
      disabled={isDisabled}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
