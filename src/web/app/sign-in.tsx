/** Signed out: how a browser gets in. */
export function SignIn() {
  return (
    <main className="page narrow">
      <section className="panel teach">
        <h1>Sign in to Kaimen</h1>
        <p>
          This browser is not signed in. When Kaimen starts, it prints a link that signs one browser in, once.
          Open that link here:
        </p>
        <pre>Kaimen is at {location.origin}/auth/sign-in?token=…</pre>
        <p>
          The link is in the terminal where <code>kaimen serve</code> (or <code>npm start</code>) runs. If it
          was used already, start the service again: it prints a new one, and no data are lost.
        </p>
        <p>
          <button type="button" className="primary" onClick={() => location.reload()}>
            Try again
          </button>
        </p>
      </section>
    </main>
  );
}
