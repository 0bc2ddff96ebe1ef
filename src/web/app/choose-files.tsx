import { useRef } from 'react';

interface ChooseFilesProps {
  /** Of the input, for who cannot see it. */
  readonly label: string;
  readonly accept?: string;
  readonly isDisabled?: boolean;
  readonly onFiles: (files: File[]) => void;
}

/** "choose files", a link within a sentence. The same files can be chosen again. */
export function ChooseFiles({ label, accept, isDisabled = false, onFiles }: ChooseFilesProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className="link" disabled={isDisabled} onClick={() => input.current?.click()}>
        choose files
      </button>
      <input
        ref={input}
        type="file"
        multiple
        accept={accept}
        hidden
        aria-label={label}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
    </>
  );
}
