import { make } from './elements.js';
import type { Origin, PickedFile } from './messages.js';

/**
 * A tree that the user chose: its name, and where it comes from, with the files that the worker must be given first.
 */
export interface ChosenTree {
  readonly name: string;
  readonly origin: Origin;
  readonly files: Iterable<PickedFile>;
  /** Files that were dropped beside the folder, such as its configuration. */
  readonly beside?: readonly File[];
}

/** Browsers that can show a dialog for folders that a page may read later. */
interface FolderPicker {
  showDirectoryPicker?(): Promise<FileSystemDirectoryHandle>;
}

/**
 * Fills a section with the ways to open a tree: a folder by a dialog or dropped on the section, and an address; and,
 * with `onFile`, the ways to open one file.
 */
export function offerTrees(
  section: HTMLElement,
  {
    what,
    onChosen,
    onFile,
    onProblem,
  }: {
    readonly what: string;
    onChosen(tree: ChosenTree): void;
    /** Absent if files are of no use. */
    onFile?(file: File): void;
    onProblem(message: string): void;
  },
): void {
  const input = fileInput(`Folder of ${what}`, (files) => onChosen(ofInput(files)));
  input.webkitdirectory = true;
  const pick = async () => {
    const { showDirectoryPicker } = globalThis as FolderPicker;
    if (showDirectoryPicker === undefined) return input.click();
    // The user may close the dialog.
    const handle = await showDirectoryPicker.call(globalThis).catch(() => null);
    if (handle !== null) onChosen(ofHandle(handle));
  };
  section.append(
    make('button', { onClick: () => void pick() }, `Open the folder of ${what}`),
    input,
    make('span', { class: 'muted' }, 'or drop it here, or'),
    addressForm(what, onChosen),
    ...(onFile === undefined ? [] : fileButton(onFile)),
  );
  const mark = (isOver: boolean) => section.classList.toggle('over', isOver);
  section.addEventListener('dragover', (event) => {
    event.preventDefault();
    mark(true);
  });
  section.addEventListener('dragleave', () => mark(false));
  section.addEventListener('drop', (event) => {
    event.preventDefault();
    mark(false);
    // The entries must be taken before the event ends.
    const entries = [...(event.dataTransfer?.items ?? [])].flatMap((item) => item.webkitGetAsEntry() ?? []);
    const entry = entries.find(isDirectory) ?? entries[0];
    const files = [...(event.dataTransfer?.files ?? [])];
    const beside = files.filter(({ name }) => entries.some((each) => isFile(each) && each.name === name));
    const [file] = beside;
    if (entry?.isFile === true && file !== undefined && onFile !== undefined) return onFile(file);
    if (entry === undefined || !isDirectory(entry)) return onProblem('Drop one folder.');
    ofEntry(entry).then(
      (tree) => onChosen({ ...tree, beside }),
      (error: Error) => onProblem(error.message),
    );
  });
}

function fileButton(onFile: (file: File) => void): HTMLElement[] {
  const input = fileInput('File to inspect', ([file]) => onFile(file));
  return [make('button', { onClick: () => input.click() }, 'Inspect a file'), input];
}

/** Returns a hidden field for the dialog of files. */
function fileInput(label: string, onChosen: (files: readonly [File, ...File[]]) => void): HTMLInputElement {
  const input = make('input', { label });
  input.type = 'file';
  input.hidden = true;
  input.addEventListener('change', () => {
    const [first, ...others] = input.files ?? [];
    if (first !== undefined) onChosen([first, ...others]);
    input.value = '';
  });
  return input;
}

function addressForm(what: string, onChosen: (tree: ChosenTree) => void): HTMLFormElement {
  const address = make('input', { label: `Address of ${what}` });
  address.type = 'url';
  address.placeholder = 'https://…';
  address.required = true;
  const submit = make('button', { label: `Open the address of ${what}` }, 'Open the address');
  submit.type = 'submit';
  const form = make('form', {}, address, submit);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    onChosen(ofAddress(address.value));
  });
  return form;
}

/** Returns the tree at an address, which may be relative to that of the page. */
export function ofAddress(address: string): ChosenTree {
  const { href } = new URL(address, location.href);
  return { name: href, origin: { kind: 'address', address: href }, files: [] };
}

function ofHandle(handle: FileSystemDirectoryHandle): ChosenTree {
  return { name: handle.name, origin: { kind: 'directory', handle }, files: [] };
}

/** Paths of a folder that was chosen begin with its name. */
function ofInput(files: readonly [File, ...File[]]): ChosenTree {
  const [name = ''] = files[0].webkitRelativePath.split('/');
  function* picked() {
    for (const file of files) yield { path: file.webkitRelativePath.slice(name.length + 1), file };
  }
  return { name, origin: { kind: 'files' }, files: picked() };
}

/** Browsers have these classes under different names. */
const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;

/** Lists a folder that was dropped. Fails with an Error if the browser cannot read it. */
async function ofEntry(folder: FileSystemDirectoryEntry): Promise<ChosenTree> {
  const files: PickedFile[] = [];
  const walk = async (directory: FileSystemDirectoryEntry, prefix: string): Promise<void> => {
    const reader = directory.createReader();
    for (;;) {
      // A browser returns a hundred entries at a time.
      const entries = await new Promise<FileSystemEntry[]>((resolve, reject) =>
        reader.readEntries(resolve, reject),
      );
      if (entries.length === 0) return;
      for (const entry of entries) {
        if (isDirectory(entry)) await walk(entry, `${prefix}${entry.name}/`);
        else if (isFile(entry)) {
          const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
          files.push({ path: `${prefix}${entry.name}`, file });
        }
      }
    }
  };
  await walk(folder, '');
  return { name: folder.name, origin: { kind: 'files' }, files };
}
