import type { ReactNode } from 'react';
import { CopyButton } from '../view/tabs/provenance-tab.js';

interface SecretProps {
  readonly title: string;
  readonly secret: string;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** What the service says once and never again. */
export function Secret({ title, secret, onClose, children }: SecretProps) {
  return (
    <section className="panel secret" role="status">
      <h2>{title}</h2>
      <p>It is shown this once: copy it now. The service keeps only what it needs to recognise it.</p>
      <p className="bar">
        <code className="wrap">{secret}</code>
        <CopyButton text={secret} label="Copy the secret" />
      </p>
      {children}
      <div>
        <button type="button" onClick={onClose}>
          I have it
        </button>
      </div>
    </section>
  );
}
