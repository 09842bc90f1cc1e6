import { useState } from 'preact/hooks';
import type { Job, Page } from '../api/api-types';
import { listJobs, readJob } from '../api/jobs';
import { Button } from '../components/button';
import { SelectField } from '../components/field';
import { PageTitle } from '../components/page-title';
import { EmptyState, ErrorState, Loading } from '../components/states';
import { JobList } from '../jobs/job-list';
import { isUnfinished, STATUS_WORDS } from '../jobs/job-words';
import { JobPage } from '../jobs/job-page';
import { go, hashOf, type Route } from '../state/route';
import { tellFailure } from '../state/toasts';
import { type Polled, usePolled } from '../state/use-polled';
import '../styles/jobs.css';

/** While something is being made, and while nothing is. */
const LIVELY_MS = 2500;
const QUIET_MS = 10_000;
/** Only a job by itself says why it waits: asked for so many of those that wait, the oldest first. */
const EXPLAINED = 5;

const STATUS_CHOICES = [
  { value: '', text: 'All' },
  ...Object.entries(STATUS_WORDS).map(([value, text]) => ({ value, text })),
];
const KIND_CHOICES = ['', 'portrait', 'token', 'map', 'item'].map((value) => ({ value, text: value || 'All' }));

/** `#/jobs` and `#/jobs/ID`. */
export function JobsPage({ route }: { readonly route: Route }) {
  const [, id] = route.path;
  return id === undefined ? <JobsOverview query={route.query} /> : <JobPage key={id} id={id} />;
}

function JobsOverview({ query }: { readonly query: Route['query'] }) {
  const { status = '', kind = '' } = query;
  const [jobs, again] = usePolled((signal) => load(status, kind, signal), `${status} ${kind}`, pauseAfter);
  const narrow = (change: Readonly<Record<string, string>>): void =>
    go(hashOf(['jobs'], { status, kind, ...change }), true);
  return (
    <>
      <PageTitle>Jobs</PageTitle>
      <div class="filters">
        <SelectField
          label="State"
          value={status}
          options={STATUS_CHOICES}
          onInput={(value) => narrow({ status: value })}
        />
        <SelectField label="Kind" value={kind} options={KIND_CHOICES} onInput={(value) => narrow({ kind: value })} />
      </div>
      <Found jobs={jobs} again={again} filter={{ status, kind }} />
    </>
  );
}

function Found(props: {
  readonly jobs: Polled<Page<Job>>;
  readonly again: () => void;
  readonly filter: { readonly status: string; readonly kind: string };
}) {
  const { jobs, again, filter } = props;
  const { value, error } = jobs;
  if (value === undefined) {
    return error === undefined ? <Loading label="Loading jobs" /> : <ErrorState error={error} onRetry={again} />;
  }
  if (value.items.length === 0) {
    return (
      <EmptyState title="No jobs here" icon="jobs">
        <p>
          Every request for a picture is a job. <a href={hashOf(['make'])}>Ask for one</a>
        </p>
      </EmptyState>
    );
  }
  return (
    <>
      <JobList jobs={value.items} onChange={again} />
      {value.next !== null && <Older key={`${filter.status} ${filter.kind}`} filter={filter} from={value.next} />}
    </>
  );
}

/** What is further back is fetched when it is asked for, and not again: it has ended long ago. */
function Older({ filter, from }: { readonly filter: { status: string; kind: string }; readonly from: string }) {
  const [older, setOlder] = useState<Page<Job>>({ items: [], next: from });
  const [isBusy, setBusy] = useState(false);
  const more = async (): Promise<void> => {
    setBusy(true);
    try {
      // The first page moves on while it is watched: what follows it begins where it ends now.
      const { items, next } = await listJobs(filter, older.items.length === 0 ? from : (older.next ?? undefined));
      setOlder({ items: [...older.items, ...items], next });
    } catch (error) {
      tellFailure(error);
    }
    setBusy(false);
  };
  return (
    <>
      {older.items.length > 0 && <JobList jobs={older.items} onChange={() => setOlder({ items: [], next: from })} />}
      {older.next !== null && (
        <Button isBusy={isBusy} onClick={() => !isBusy && void more()}>
          Older jobs
        </Button>
      )}
    </>
  );
}

async function load(status: string, kind: string, signal: AbortSignal): Promise<Page<Job>> {
  const page = await listJobs({ status, kind }, undefined, signal);
  const live = page.items.filter(isUnfinished).slice(-EXPLAINED);
  const told = await Promise.all(live.map(({ id }) => readJob(id, signal)));
  return { ...page, items: page.items.map((job) => told.find(({ id }) => id === job.id) ?? job) };
}

function pauseAfter({ value }: Polled<Page<Job>>): number {
  return value?.items.some(isUnfinished) ? LIVELY_MS : QUIET_MS;
}
