import { ApiError } from '../api/api-errors';
import { type Backend, listBackends } from '../api/backends';
import { Facts } from '../components/facts';
import { Icon, type IconName } from '../components/icon';
import { PageTitle } from '../components/page-title';
import { EmptyState, ErrorState, Loading } from '../components/states';
import { agoWords, durationWords, helpFor } from '../jobs/job-words';
import { usePolled } from '../state/use-polled';
import '../styles/backends.css';
import '../styles/jobs.css';

const LOOK_MS = 5000;

const STATES: Readonly<Record<Backend['state'], { readonly icon: IconName; readonly text: string }>> = {
  up: { icon: 'done', text: 'up' },
  away: { icon: 'warning', text: 'away' },
  draining: { icon: 'leave', text: 'draining' },
  unknown: { icon: 'jobs', text: 'not asked yet' },
};

/** `#/backends`: what paints, and how it is. */
export function BackendsPage() {
  const [{ value, error }, again] = usePolled(listBackends, '', (last) =>
    // Another token is needed: asking again gives the same answer.
    last.error instanceof ApiError && last.error.status === 403 ? undefined : LOOK_MS,
  );
  return (
    <>
      <PageTitle>Backends</PageTitle>
      {value === undefined && error === undefined && <Loading label="Loading backends" />}
      {value === undefined && error !== undefined && <ErrorState error={error} onRetry={again} />}
      {value?.sketches && (
        <EmptyState title="The embedded painter draws sketches" icon="backends">
          <p>No Stable Diffusion server is known. STABLE_DIFFUSION_URL names one, or several.</p>
        </EmptyState>
      )}
      <ul class="backends">
        {value?.items.map((backend) => (
          <BackendCard key={backend.name} backend={backend} />
        ))}
      </ul>
    </>
  );
}

function BackendCard({ backend }: { readonly backend: Backend }) {
  const { name, state, busy, slots, busy_share: share } = backend;
  const { icon, text } = STATES[state];
  return (
    <li class="backend">
      <h2>{name}</h2>
      <p class={`backend-state backend-state-${state}`}>
        <Icon name={icon} /> {text}
      </p>
      <label class="backend-share">
        <span>Busy over the last minutes: {Math.round(share * 100)} %</span>
        <progress max={1} value={share} />
      </label>
      <Facts
        facts={[
          ['Now', `${busy} of ${slots} ${slots === 1 ? 'slot' : 'slots'} busy`],
          ['Model', backend.model],
          ['Speaks', backend.dialect],
          ['A picture takes', secondsText(backend.seconds_per_picture)],
          ['GPU memory', memoryText(backend.memory)],
          ['Looked at', backend.reported_at && agoWords(backend.reported_at)],
        ]}
      />
      <LastError backend={backend} />
      {backend.models.length > 0 && (
        <details>
          <summary>Models ({backend.models.length})</summary>
          <ul class="plain-list">
            {backend.models.map((model) => (
              <li key={model}>{model}</li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}

function LastError({ backend: { last_error: code, last_error_at: at } }: { readonly backend: Backend }) {
  if (code === null) return null;
  return (
    <p class="quiet">
      Last failure {at && agoWords(at)}: <code>{code}</code> {helpFor(code).text}
    </p>
  );
}

const secondsText = (seconds: number | null): string | null => (seconds === null ? null : durationWords(seconds));
const memoryText = (memory: Backend['memory']): string | null =>
  memory && `${gibibytes(memory.free_bytes)} of ${gibibytes(memory.total_bytes)} GiB free`;
const gibibytes = (bytes: number): string => (bytes / 2 ** 30).toFixed(1);
