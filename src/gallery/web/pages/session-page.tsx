import { Button } from '../components/button';
import { PageTitle } from '../components/page-title';
import { TokenFacts } from '../components/token-facts';
import { session, signOut } from '../state/session';
import { useStore } from '../state/use-store';

/** Who is signed in, and what the token allows. */
export function SessionPage() {
  const who = useStore(session);
  if (who.state === 'out') return null;
  return (
    <div class="narrow">
      <PageTitle>Your token</PageTitle>
      <TokenFacts claims={who.claims} />
      <p class="quiet">It is kept in this tab only. Closing the tab forgets it, and so does signing out.</p>
      <Button icon="leave" onClick={signOut}>
        Sign out
      </Button>
    </div>
  );
}
