"""Reads exports with the programs that they are for, without any code of this project.

usage: check-exports.py MODELS [OUT...]

MODELS has checkouts of the repositories of `readers`, below. Prints a line for each document of an OUT: `accepted` with
what the program found, or `refused` with its error, and exits with 1 after a refusal. Without OUT, prints the formats
that can be checked, and why others cannot. Debian: python3-pydantic python3-fsspec python3-numpy for all,
python3-rdflib python3-pandas python3-networkx python3-jsonpath-rw python3-absl python3-requests python3-scipy
python3-tqdm python3-dateutil for Croissant.
"""

import importlib
import importlib.machinery
import importlib.util
import json
import pathlib
import sys
from unittest.mock import MagicMock


class StandIns:
    """Stands in for packages that a program imports and that reading an export does not use."""

    def __init__(self, *packages):
        self.packages = packages
        sys.meta_path.insert(0, self)

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in self.packages or name in self.packages:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        module = MagicMock()
        module.__path__ = []
        return module

    def exec_module(self, module):
        pass


def copick(models, path):
    sys.path.insert(0, str(models / "copick/src"))
    needless = ("distinctipy", "ome_zarr", "psutil", "rich", "starfile", "tqdm", "trimesh", "zarr")
    StandIns(*needless, "copick.impl.cryoet_data_portal")
    project = importlib.import_module("copick").from_file(str(path))
    found = [f"{len(project.config.pickable_objects)} objects"]
    for run in sorted(project.runs, key=lambda run: run.name):
        picks = sorted((each.pickable_object_name, len(each.numpy()[0])) for each in run.picks)
        volumes = [tomogram for spacing in run.voxel_spacings for tomogram in spacing.tomograms]
        counts = " ".join(f"{count} {name}" for name, count in picks)
        found.append(f"{run.name}: {counts}, {len(run.segmentations)} segmentations, {len(volumes)} tomograms")
    return "; ".join(found)


def cets(models, path):
    source = models / "cets-data-models/src/cets_data_model/models/models.py"
    spec = importlib.util.spec_from_file_location("models", source)
    module = sys.modules["models"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = []
    for region in module.Dataset(**json.loads(path.read_text())).regions:
        projections = sum(len(each.projection_alignments) for each in region.alignments)
        points = sum(len(getattr(each, "origin3D", None) or []) for each in region.annotations)
        found.append(f"{region.id}: {len(region.tomograms)} tomograms, {projections} projections, {points} points")
    return "; ".join(found)


def etomo(models, path):
    sys.path.insert(0, str(models / "etomofiles/src"))
    StandIns("mrcfile", "pandas")
    # The number of sections, without the stack.
    header = sys.modules["mrcfile"] = MagicMock()
    header.open.return_value.__enter__.return_value.header.nz = len((path.with_suffix(".rawtlt")).read_text().split())
    read = importlib.import_module("etomofiles.data_model.etomo_data").EtomoDataFile.from_directory(path.parent)
    excluded = ",".join(str(view) for view in sorted(read.excluded_views))
    sections = f"{len(read.xf)} transforms, {len(read.tlt)} tilts, {excluded or 'none'} excluded"
    raw = f"recorded {read.rawtlt[0]} to {read.rawtlt[-1]}"
    return f"{read.basename}.{read.tilt_series_extension}: axis {read.tilt_axis_angle}, {sections}, {raw}"


def croissant(models, path):
    sys.path.insert(0, str(models / "croissant/python/mlcroissant"))
    importlib.import_module("absl.logging").set_verbosity("error")
    epath = MagicMock(Path=pathlib.Path, PathLike=pathlib.PurePath)
    sys.modules["etils"] = MagicMock(epath=epath)
    metadata = importlib.import_module("mlcroissant").Dataset(str(path)).metadata
    return f"{metadata.name}: {len(metadata.distribution)} files"


readers = {
    "copick": (copick, "copick.json", "copick/src", ["pydantic", "fsspec", "numpy"]),
    "cets": (cets, "cets.json", "cets-data-models/src", ["pydantic"]),
    "imod": (etomo, "*/*.edf", "etomofiles/src", ["pydantic", "numpy"]),
    "croissant": (
        croissant,
        "*/croissant.json",
        "croissant/python/mlcroissant",
        ["rdflib", "pandas", "networkx", "jsonpath_rw", "absl", "requests", "scipy", "tqdm", "dateutil"],
    ),
}


def lack(models, folder, packages):
    missing = [name for name in packages if importlib.util.find_spec(name) is None]
    if not (models / folder).exists():
        return f"no {folder}"
    return f"python3 lacks {', '.join(missing)}" if missing else None


def main(models, *outs):
    refused = False
    for name, (read, pattern, folder, packages) in readers.items():
        lacking = lack(models, folder, packages)
        if not outs:
            print(f"{name} {lacking or 'can be checked'}")
        for path in (path for out in outs for path in sorted(out.glob(pattern))):
            if lacking is not None:
                print(f"skipped {path}: {lacking}")
                continue
            try:
                print(f"accepted {path}: {read(models, path)}")
            except Exception as error:
                print(f"refused {path}: {type(error).__name__}: {error}")
                refused = True
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main(*map(pathlib.Path, sys.argv[1:])))
