import type { Problem } from './api-types.js';

const REPORT =
  'This is an error in Kaimen: reload the page; if it comes again, copy the problem and report it.';
const WRITE_AGAIN =
  'The file is damaged or not what its name says. Open it in the program that wrote it and save it again.';

const CRYSTAL = 'See that elements, lattice and positions belong to the structure that was chosen.';
const INDICES = 'Give whole numbers, not all of them zero.';
const PLANES = 'Choose Σ and plane from the list of the axis.';

const MODEL =
  'Take the folder of the model whole from where it was published; its page under Models says why it was refused.';

/** What to do about a problem, by its code; the service says what happened, this says what next. */
const ADVICE: Readonly<Record<Problem['code'], string>> = {
  'empty-file':
    'The file holds no bytes. It was perhaps still being written: copy it again from the microscope PC.',
  'truncated-file':
    'The file ends too early. It was perhaps still being copied: compare its size with the original and send it again.',
  'unsupported-media-type':
    'Kaimen reads DigitalMicrograph (.dm3, .dm4), HyperSpy (.hspy, .hdf5), EMD (.emd), Nion Swift (.ndata1, .nhdf, .npy and .json in a .zip), NeXus (.nxs), MSA (.msa, .ems), XDI (.xdi) and text tables (.csv, .tsv, .txt). Save the spectra as one of these.',
  'unsupported-format-version':
    'Save the file again with a version of the program that writes DM3 or DM4, or export it as .hspy.',
  'unsupported-data-type':
    'Convert the data to real numbers (integer or float) before saving: complex or packed data hold no counts.',
  'malformed-file': WRITE_AGAIN,
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
  'checksum-mismatch': 'The file changed on its way: send it again.',
  'shape-mismatch':
    'Core loss and low loss must have the same positions: choose the low loss that was taken with this scan.',
  'window-outside-axis': 'Choose windows inside the energy axis of the scan, or leave them to Kaimen.',
  'fit-window-too-narrow': 'Choose a wider window for the background.',
  'no-zero-loss-peak': 'Choose a low loss whose energy axis covers zero loss, or analyse without one.',
  'no-counts': 'The scan holds only zeros. See whether the right scan of the file was chosen.',
  'negative-counts':
    'The scan holds numbers below zero where counts are needed. Use the data before a background or dark reference was subtracted.',
  'not-converged': 'Narrow the energy axis to where there is signal, or bin the scan, and analyse again.',
  'invalid-manifest': MODEL,
  'invalid-domain': MODEL,
  'invalid-references': MODEL,
  'model-unusable': MODEL,
  'model-answer-invalid':
    'The network gave no usable numbers: take it again from where it was published, or leave it out of the recipe.',
  'invalid-columns': 'Reload the page and choose the columns again.',
  collinear: 'Leave one of the columns out: it says nothing that the others do not.',
  'too-few-rows': 'Widen the filter, or choose columns that more boundaries have.',
  'too-little-data': 'Give more data: the message says how many it needs.',
  'invalid-recipe': 'Put the value that is named right, or leave it out: the default is taken then.',
  'range-too-large': 'Ask for fewer positions at once.',
  'dataset-rejected':
    'The file could not be read, so it cannot be analysed. Its own page says why; upload it anew.',
  'dataset-not-ready': 'The file is still being read: wait until it is ready.',
  'no-such-scan': 'Choose one of the scans that the file holds.',
  'not-finished': 'The analysis still runs: wait for its end.',
  'already-ended': 'There is nothing left to cancel; reload to see how it ended.',
  cancelled: 'Start it again, or upload the file again, if it was not meant to be cancelled.',
  'worker-lost': 'The work was interrupted several times. Start it again; if it ends so again, bin the scan.',
  'quota-exceeded':
    'No room is left for your files. Delete datasets that are no longer needed, then send the file again.',
  'offset-conflict':
    'The upload was continued elsewhere: choose the same file again, it goes on where it is.',
  'upload-locked': 'Another window or program sends this file: wait a moment, then go on.',
  'upload-expired': 'The upload was left for too long: send the file again from its beginning.',
  'unsupported-protocol': 'Reload the page: it is of another version than the service.',
  overloaded: 'The service is busy or stopping: wait a moment and try again.',
  'length-required': 'Send the file with its length (a header Content-Length).',
  'request-timeout': 'The connection was too slow or broke off: try again.',
  unauthorized: 'Open the sign-in link that the service printed when it started.',
  'wrong-element-count': CRYSTAL,
  'wrong-lattice-count': CRYSTAL,
  'invalid-lattice': CRYSTAL,
  'invalid-site': CRYSTAL,
  'unknown-element': CRYSTAL,
  'structure-invalid': CRYSTAL,
  'unsupported-file': 'Save the structure as CIF with its symmetry operations, or as POSCAR.',
  'invalid-indices': INDICES,
  'not-integer': INDICES,
  'axis-without-lattice-plane': INDICES,
  'no-coincidence': PLANES,
  'no-such-sigma': PLANES,
  'no-such-plane': PLANES,
  'no-common-period': PLANES,
  'no-such-termination': PLANES,
  'not-a-frame': PLANES,
  'no-lattice-match': 'Allow a larger strain, or choose other planes of the two crystals.',
  'no-second-boundary': 'Search with free surfaces instead of a periodic cell.',
  'second-boundary-differs': 'Search with free surfaces instead of a periodic cell.',
  'surfaces-differ': 'Search in a periodic cell instead of with free surfaces.',
  'candidate-choices-invalid': 'Choose smaller steps or other gaps, so that there are candidates.',
  'candidate-without-atoms': 'Take fewer atoms out.',
  'invalid-definition': 'Put the value that is named right, or leave it out.',
  'needs-grid': 'Search over a list of candidates, or by kriging.',
  'invalid-observation': 'Tell an energy in J/m², or null and why it failed, for a candidate of this search.',
  'conflicting-observation': 'Another energy was told before; nothing of this was taken.',
  'ill-conditioned': 'See whether the energies of the table are in its energy column.',
  'element-unknown': 'Choose a potential that knows the element.',
  'energy-not-finite': 'Choose wider gaps: atoms lie on one another.',
  'normal-not-relaxable': 'Search with free surfaces, or hold the cell.',
  'potential-unreadable':
    'The file must be in the service’s folder of potentials, as eam, eam/alloy or eam/fs.',
  'engine-failed': 'The message is the engine’s own. Put its commands right and search again.',
  'engine-timeout': 'Use thinner grains or a faster potential.',
  'recipe-refused':
    'Only commands that describe the potential are allowed, and only files of the service’s folder.',
  'engine-unavailable': 'Who runs the service can install LAMMPS and name it by KAIMEN_LAMMPS.',
  'name-taken': 'Give it another name, or add a version to the one that has it.',
  'forbidden-url':
    'Events are sent to https addresses of the internet only. An operator can allow others with KAIMEN_WEBHOOK_ALLOW.',
  'rule-not-applicable': 'Name the boundary in the sidecar, or change the rule.',
  'idempotency-key-reused': 'Send another request with another key.',
  'idempotency-in-progress': 'The same request is being worked on: wait, and send it again.',
  'invalid-idempotency-key': REPORT,
  'secret-not-kept':
    'It was made, but its secret is lost: remove it and make another one, or have its secret made anew.',
  'recipe-archived': 'Save it under a new name.',
  'import-has-problems': 'Mend the rows that are listed and send the file again, or leave them out.',
  'import-failed': 'Mend the files and send them again.',
  'already-committed':
    'It is in the catalogue. Send the file again for another import: what is known adds nothing.',
  'no-change-point':
    'Nothing was tied. Look at the profiles: where the boundary lies, tie the region to it by hand on its page.',
  'unknown-material': 'Write structure and formula, as in "fluorite UO2".',
  'lattice-needed': 'Give a and c of the lattice, Å.',
  'unknown-property': 'Take a name of the list of properties: it says the unit, too.',
  'bad-value': 'Give a finite number, a standard deviation that is not negative, and the method.',
  'out-of-range': 'See that unit and sign are those of the property.',
  'unknown-unit': 'Give the values in the unit of the property.',
  'unknown-format':
    'Say the format, or save a table with a header, a list as JSON, or structures as extxyz or CIF.',
  busy: 'Others ask this search at the same moment: try again.',
  'invalid-parameter': REPORT,
  'invalid-request': REPORT,
  'invalid-json': REPORT,
  'invalid-multipart': 'The upload broke off: send the file again.',
  'validation-error': REPORT,
  'method-not-allowed': REPORT,
  'not-acceptable': REPORT,
  'blob-damaged':
    'The disk of the service lost bytes: send the same file again, or analyse it again; who runs it finds all such files with “kaimen storage verify”.',
  'internal-error':
    'Try it again. If it comes again, copy the problem and give it, with the log, to who runs the service.',
  'page-error': REPORT,
  'no-reason': 'Something between this page and Kaimen answered instead. Wait a moment and reload the page.',
  'rate-limited': 'Too many requests in a short time: wait a moment and try again.',
  'insufficient-scope': 'This key or session is not allowed to do that; ask who runs the service.',
  'service-unreachable':
    'See whether “kaimen serve” still runs, then reload this page. What was uploaded completely has been kept.',
  'cannot-retry': 'Submit the work anew.',
  'wrong-instrument': 'Use the key that was made for this instrument, or one that is bound to none.',
  'forbidden-origin': 'Open the page by the same address under which the service runs.',
  'not-found': 'It may have been deleted, or it belongs to someone else.',
};

/** Null for a code that this page does not know: of a newer service, or kept from an older one. */
export function adviceFor({ code, detail }: Problem): string | null {
  // The service has listed the formats already.
  if (code === 'unsupported-media-type' && detail.includes('.dm4'))
    return 'Save the spectra as one of these, under a name with the extension of their format.';
  return Object.hasOwn(ADVICE, code) ? ADVICE[code] : null;
}
