"""Surfaces of the labels of a mask by VTK: vtk_surfaces.py MASK.mrc surface-nets|flying-edges TRIANGLES...

Makes the surface of every label, and for each number of TRIANGLES (a level of detail, all labels together) decimates all of
them by the same share. It writes nothing, encodes nothing and cuts nothing into fragments.
"""

import sys

import numpy as np
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonCore import vtkLogger
from vtkmodules.vtkCommonDataModel import vtkImageData
from vtkmodules.vtkFiltersCore import vtkQuadricDecimation, vtkSurfaceNets3D, vtkTriangleFilter
from vtkmodules.vtkFiltersGeneral import vtkDiscreteFlyingEdges3D


def read_labels(path):
    """Labels of a little-endian MRC of mode 1, as planes, rows and columns."""
    header = np.fromfile(path, "<i4", 4)
    columns, rows, planes, mode = header
    if mode != 1:
        raise SystemExit(f"{path}: mode {mode}, not 1")
    samples = np.fromfile(path, "<i2", offset=1024)
    return samples.reshape(planes, rows, columns)


def as_image(labels):
    """The labels within an edge of zeros, so that all surfaces are closed."""
    padded = np.pad(labels, 1)
    image = vtkImageData()
    image.SetDimensions(*padded.shape[::-1])
    image.GetPointData().SetScalars(numpy_to_vtk(padded.ravel(), deep=True))
    return image


def each_surface(image, values, method):
    """The triangles of each label."""
    for value in values:
        if method == "flying-edges":
            surfaces = vtkDiscreteFlyingEdges3D()
            surfaces.SetValue(0, value)
            surfaces.ComputeNormalsOff()
            surfaces.ComputeScalarsOff()
        else:
            surfaces = vtkSurfaceNets3D()
            surfaces.SetValue(0, value)
        surfaces.SetInputData(image)
        triangles = vtkTriangleFilter()
        triangles.SetInputConnection(surfaces.GetOutputPort())
        triangles.Update()
        yield triangles.GetOutput()


def decimated(surface, share):
    """A surface with `share` of its triangles."""
    if share >= 1:
        return surface
    decimation = vtkQuadricDecimation()
    decimation.SetInputData(surface)
    decimation.SetTargetReduction(1 - share)
    decimation.Update()
    return decimation.GetOutput()


def main():
    path, method, *budgets = sys.argv[1:]
    vtkLogger.SetStderrVerbosity(vtkLogger.VERBOSITY_OFF)
    labels = read_labels(path)
    values = [int(value) for value in np.unique(labels) if value > 0]
    surfaces = list(each_surface(as_image(labels), values, method))
    total = sum(surface.GetNumberOfCells() for surface in surfaces)
    counts = [total]
    for budget in map(int, budgets):
        share = budget / counts[-1]
        surfaces = [decimated(surface, share) for surface in surfaces]
        counts.append(sum(surface.GetNumberOfCells() for surface in surfaces))
    print(method, *counts)


main()
