import { CopyButton } from '../view/tabs/provenance-tab.js';
import type { Command } from './key-commands.js';

export function Commands({ commands }: { readonly commands: readonly Command[] }) {
  return (
    <div className="commands">
      {commands.map(({ title, text }) => (
        <section key={title}>
          <header>
            <h3>{title}</h3>
            <CopyButton text={text} label={`Copy: ${title}`} />
          </header>
          <pre>{text}</pre>
        </section>
      ))}
    </div>
  );
}
