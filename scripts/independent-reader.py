"""Reads files of the field without any code of this project, for scripts/public-files.ts.

Takes a path a line, and prints a JSON object a line: the facts of the file, {} for a file that it cannot read. It needs
numpy; mrcfile, tifffile, PIL and yaml are used where they are installed.
"""

import bz2
import csv
import gzip
import json
import re
import struct
import sys
import warnings
from xml.etree import ElementTree

import numpy

warnings.simplefilter("ignore")


def volume(values):
    values = numpy.asarray(values)
    while values.ndim < 3:
        values = values[numpy.newaxis]
    if values.ndim > 3 or values.dtype.kind not in "iuf":
        return {}
    wide = values.astype("f8")
    return {"shape": list(values.shape), "min": wide.min(), "max": wide.max(), "mean": wide.mean()}


def mrc(path):
    import mrcfile

    with mrcfile.open(path, permissive=True) as file:
        data = file.data
        # Bytes without sign, of which a highest value above 127 tells, are shifted to those with sign (docs/deviations.md).
        unsigned = data.dtype == "i1" and float(file.header.dmax) > 127
        return volume(data.view("u1").astype("i2") - 128 if unsigned else data)


def em(data):
    order = "<" if data[0] in (2, 6) else ">"
    x, y, z = struct.unpack_from(order + "iii", data, 4)
    kind = {1: "i1", 2: "i2", 4: "i4", 5: "f4", 9: "f8"}[data[3]]
    return volume(numpy.frombuffer(data, order + kind, x * y * z, 512).reshape(z, y, x))


def star(text):
    blocks, block, in_loop = [], None, False
    for line in text.splitlines():
        line = line.strip()
        if line == "" or line.startswith("#"):
            continue
        if line.startswith("data_"):
            block = {"name": line[5:].split()[0] if line[5:].split() else "", "columns": [], "rows": 0}
            blocks.append(block)
            in_loop = False
        elif block is None:
            return {}
        elif line.startswith("loop_"):
            in_loop = True
        elif line.startswith("_"):
            if in_loop:
                block["columns"].append(line[1:].split()[0])
        elif in_loop:
            block["rows"] += 1
    return {"blocks": blocks} if blocks else {}


def model(data):
    """Centres of slicer angles, if there are any, else the points of all contours (IMOD's model format)."""
    points = []
    for match in re.finditer(b"SLAN|CONT", data):
        at = match.start()
        if match.group() == b"SLAN":
            points.append((1, numpy.frombuffer(data, ">f4", 3, at + 24).reshape(1, 3)))
            continue
        (count,) = struct.unpack_from(">i", data, at + 4)
        if 0 <= count and at + 20 + 12 * count <= len(data):
            points.append((0, numpy.frombuffer(data, ">f4", 3 * count, at + 20).reshape(-1, 3)))
    wanted = max((kind for kind, _ in points), default=0)
    every = numpy.concatenate([own for kind, own in points if kind == wanted] or [numpy.zeros((0, 3))])
    return {"count": len(every), "low": every.min(0).tolist(), "high": every.max(0).tolist()} if len(every) else {}


def mdoc(text):
    angles = re.findall(r"^\s*TiltAngle\s*=\s*(\S+)", text, re.M)
    sections = re.findall(r"^\s*\[(?:ZValue|FrameSet|MontSection|Image)\s*=", text, re.M)
    return {"sections": len(sections), "angles": [float(angle) for angle in angles]}


def segmentation(text):
    root = ElementTree.fromstring(text)
    if root.tag != "segmentation":
        return {}
    name = "{}/{}"
    found = [
        segment.findtext(name.format(annotation, "name")) or ""
        for outer, annotation in (("segment_list", "biological_annotation"), ("segmentList", "biologicalAnnotation"))
        for segment in root.findall(name.format(outer, "segment"))
    ]
    return {"segments": found}


def triangles(name, data):
    """Triangles of a mesh: a polygon of n corners has n - 2."""
    if name.endswith(".stl"):
        (count,) = struct.unpack_from("<I", data, 80)
        return count if len(data) == 84 + 50 * count else data.count(b"endfacet")
    if name.endswith(".obj"):
        return sum(len(line.split()) - 3 for line in data.decode("latin-1").splitlines() if line.startswith("f "))
    match = re.search(rb"^POLYGONS (\d+) (\d+)", data, re.M)
    cells, numbers = int(match[1]), int(match[2])
    # Version 5 of the format lists one offset more than it has cells, and the corners without their number.
    return numbers - 2 * (cells - 1) if b"\nOFFSETS" in data else numbers - 3 * cells


def keys(document):
    return {"keys": list(document) if isinstance(document, dict) else []}


def facts(path):
    with open(path, "rb") as file:
        data = file.read()
    name = path.lower()
    packed = {".gz": gzip.decompress, ".bz2": bz2.decompress}.get(name[name.rfind(".") :])
    if packed is not None:
        name, inner = name[: name.rfind(".")], packed(data)
    else:
        inner = data
    if name.endswith((".mrc", ".map", ".rec", ".st", ".mrcs", ".ali")):
        return mrc(path)
    if inner[:2] in (b"II", b"MM") and name.endswith((".tif", ".tiff")):
        import tifffile

        return volume(tifffile.imread(path))
    if name.endswith(".em"):
        return em(inner)
    if inner[:4] == b"IMOD":
        return model(inner)
    if name.endswith((".png", ".jpg", ".jpeg")):
        from PIL import Image

        with Image.open(path) as picture:
            return {"width": picture.width, "height": picture.height}
    text = inner.decode("latin-1")
    if name.endswith(".star"):
        return star(text)
    if name.endswith(".mdoc"):
        return mdoc(text)
    if name.endswith((".tlt", ".rawtlt", ".xtilt")):
        return {"angles": [float(line.split()[0]) for line in text.splitlines() if line.strip()]}
    if name.endswith(".xf"):
        return {"sections": sum(1 for line in text.splitlines() if line.strip())}
    if name.endswith(".tbl"):
        rows = numpy.loadtxt(path, ndmin=2)
        places = rows[:, 23:26] + rows[:, 3:6]
        return {"count": len(rows), "low": places.min(0).tolist(), "high": places.max(0).tolist()}
    if name.endswith(".sff"):
        return segmentation(text)
    if name.endswith((".stl", ".obj", ".vtk")):
        return {"triangles": triangles(name, inner)}
    if name.endswith((".yaml", ".yml")):
        import yaml

        # YAML 1.2 has no booleans `on` and `yes`: without them, the key `on` of a workflow is a text.
        class Loader(yaml.SafeLoader):
            yaml_implicit_resolvers = {
                first: [pair for pair in pairs if first in "tTfF" or pair[0] != "tag:yaml.org,2002:bool"]
                for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
            }

        return keys(yaml.load(text, Loader))
    if name.endswith((".json", ".zattrs", ".zgroup", ".zarray")):
        return keys(json.loads(text))
    if name.endswith((".csv", ".tsv")):
        rows = list(csv.reader(text.splitlines(), delimiter="\t" if "\t" in text else ","))
        numbers = [row for row in rows if all(re.fullmatch(r"[-+.\deE]+", cell.strip()) for cell in row)]
        return {"columns": rows[0], "count": len(numbers)}
    rows = [line.split() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if re.search(r"^# Columns: #1 (?:-)?\s*micrograph number", text, re.M):
        return {"sections": len(rows)}
    if text.startswith("# AreTomo Alignment"):
        return {"sections": sum(len(row) == 10 for row in rows)}
    return {}


for line in sys.stdin:
    try:
        print(json.dumps(facts(line.rstrip("\n"))))
    except Exception as error:  # What it cannot read is not compared.
        print(json.dumps({"error": f"{type(error).__name__}: {error}"[:200]}))
    sys.stdout.flush()
