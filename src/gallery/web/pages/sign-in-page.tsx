import { useState } from 'preact/hooks';
import { messageFor } from '../api/api-errors';
import { Button } from '../components/button';
import { TextAreaField } from '../components/field';
import { PageTitle } from '../components/page-title';
import { TokenFacts } from '../components/token-facts';
import { bareToken, claimsOf } from '../state/claims';
import { type Session, signIn } from '../state/session';

const WHY = {
  expired: 'Your token has expired. Paste a new one to go on where you were.',
  refused: 'The service no longer takes your token. Paste a new one to go on where you were.',
} as const;

/** The door: a token is pasted, tried, and kept for this tab only. */
export function SignInPage({ why }: { readonly why?: Extract<Session, { state: 'out' }>['why'] }) {
  return (
    <div class="sign-in">
      <PageTitle>The gallery</PageTitle>
      <p class="lead">Portraits, tokens and battle maps of your campaigns, and what is being painted just now.</p>
      {why && (
        <p class="notice" role="alert">
          {WHY[why]}
        </p>
      )}
      <TokenForm />
      <details class="quiet">
        <summary>Where do I get one?</summary>
        <p>
          From whoever runs the service, or from your character creator. On your own machine, <code>npm start</code>{' '}
          prints one, and so does <code>npm run token -- --sub you --roles admin</code>.
        </p>
      </details>
    </div>
  );
}

function TokenForm() {
  const [token, setToken] = useState('');
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const claims = claimsOf(bareToken(token));
  const submit = async (): Promise<void> => {
    setBusy(true);
    setError(await signIn(token).catch((thrown: unknown) => messageFor(thrown)));
    setBusy(false);
  };
  const onSubmit = (event: Event): void => {
    event.preventDefault();
    if (!isBusy) void submit();
  };
  return (
    <form onSubmit={onSubmit}>
      <TextAreaField
        label="Token"
        hint="It stays in this tab and is forgotten when you close it."
        rows={5}
        value={token}
        error={error}
        onInput={setToken}
      />
      {claims && <TokenFacts claims={claims} />}
      <Button tone="main" type="submit" isBusy={isBusy}>
        Sign in
      </Button>
    </form>
  );
}
