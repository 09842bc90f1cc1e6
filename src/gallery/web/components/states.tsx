import type { ComponentChildren } from 'preact';
import { ApiError, messageFor, OfflineError, SignedOutError } from '../api/api-errors';
import { Button } from './button';
import { Icon, type IconName } from './icon';

/** Nothing is there: says what would be, and what to do. */
export function EmptyState({
  title,
  icon = 'pictures',
  children,
}: {
  readonly title: string;
  readonly icon?: IconName;
  readonly children?: ComponentChildren;
}) {
  return (
    <div class="state">
      <Icon name={icon} />
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** Something could not be fetched: says why, and offers to try again. */
export function ErrorState({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  if (error instanceof SignedOutError) return null;
  const isOffline = error instanceof OfflineError;
  return (
    <div class="state" role="alert">
      <Icon name={isOffline ? 'offline' : 'warning'} />
      <h2>{titleOf(error)}</h2>
      <p>{messageFor(error)}</p>
      {error instanceof ApiError && error.correlationId && (
        <p class="quiet">
          Reference <code>{error.correlationId}</code>
        </p>
      )}
      {onRetry && (
        <Button icon="again" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

function titleOf(error: unknown): string {
  if (error instanceof OfflineError) return 'No connection';
  if (!(error instanceof ApiError)) return 'That did not work';
  if (error.status === 404) return 'There is nothing here';
  if (error.status === 410) return 'This has been deleted';
  return error.status === 403 ? 'Not for this token' : 'That did not work';
}

/** Stands where something will be. @param label said to screen readers */
export function Loading({ label, children }: { readonly label: string; readonly children?: ComponentChildren }) {
  return (
    <div role="status" class="loading">
      <span class="unseen">{label}</span>
      {children}
    </div>
  );
}
