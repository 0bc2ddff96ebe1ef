/** What to do about a problem, by its code; the service says what happened, this says what next. */
const ADVICE: Readonly<Record<string, string>> = {
  'empty-file':
    'The file holds no bytes. It was perhaps still being written: copy it again from the microscope PC.',
  'truncated-file':
    'The file ends too early. It was perhaps still being copied: compare its size with the original and send it again.',
  'unsupported-media-type':
    'Kaimen reads DigitalMicrograph (.dm3, .dm4), HyperSpy (.hspy, .hdf5), MSA (.msa, .ems) and text tables (.csv, .tsv, .txt). Save the spectra as one of these.',
  'unsupported-format-version':
    'Save the file again with a version of the program that writes DM3 or DM4, or export it as .hspy.',
  'unsupported-data-type':
    'Convert the data to real numbers (integer or float) before saving: complex or packed data hold no counts.',
  'malformed-file':
    'The file is damaged or not what its name says. Open it in the program that wrote it and save it again.',
  'inconsistent-file':
    'Sizes in the file contradict each other. Save it again from the program that wrote it.',
  'invalid-calibration':
    'The energy axis of the file has a step of zero or no number. Calibrate it in the program that wrote it.',
  'no-energy-axis':
    'No axis of the file has an energy unit. Calibrate the spectrum (eV) and save it again; survey images alone cannot be read as spectra.',
  'non-finite-data': 'The data hold NaN or infinity. Replace these values and save the file again.',
  'limits-exceeded':
    'The file would need more memory or time than the service allows. Crop or bin it; who runs the service can raise the limits.',
  'payload-too-large':
    'The file is larger than the service takes. Crop or bin it, or raise KAIMEN_MAX_UPLOAD_BYTES.',
  'forbidden-link':
    'The file points to data in other files, which is never followed. Save it with its data inside.',
  'forbidden-path': 'The archive holds paths that lead out of it. Make it again.',
  'invalid-filename': 'Rename the file without control characters.',
  'deadline-exceeded':
    'The work took longer than allowed. Bin the scan, or raise the deadline of the service.',
  'rate-limited': 'Too many requests in a short time: wait a moment and try again.',
  'insufficient-scope': 'This key or session is not allowed to do that; ask who runs the service.',
  'service-unreachable':
    'See whether “kaimen serve” still runs, then reload this page. What was uploaded completely has been kept.',
  'forbidden-origin': 'Open the page by the same address under which the service runs.',
  'not-found': 'It may have been deleted, or it belongs to someone else.',
};

export const adviceFor = (code: string): string | null => ADVICE[code] ?? null;
