# SPDX-License-Identifier: Apache-2.0
"""Writes evaluation.json: nnU-Net's own summaries of masks shifted by one to three voxels.

Usage: make_evaluation.py TASK04_FOLDER OUTPUT
Needs nnunetv2 and SimpleITK. The same masks are made by tst_ReferenceSummary.cpp.
"""
import glob
import json
import os
import sys
import tempfile

import numpy as np
import SimpleITK as sitk
from nnunetv2.evaluation.evaluate_predictions import compute_metrics_on_folder
from nnunetv2.imageio.simpleitk_reader_writer import SimpleITKIO


def write(array, like, path):
    image = sitk.GetImageFromArray(array)
    image.CopyInformation(like)
    sitk.WriteImage(image, path)


def make_masks(task, predictions, truth):
    files = sorted(glob.glob(os.path.join(task, "labelsTr", "*.nii.gz")))[:12]
    for number, file in enumerate(files):
        image = sitk.ReadImage(file)
        real = sitk.GetArrayFromImage(image).astype(np.uint8)
        predicted = np.roll(real, 1 + number % 3, 2)
        if number in (4, 5):
            predicted[predicted == 2] = 0
        if number == 5:
            real[real == 2] = 0
        write(predicted, image, os.path.join(predictions, os.path.basename(file)))
        write(real, image, os.path.join(truth, os.path.basename(file)))


def main(task, output):
    result = {}
    with tempfile.TemporaryDirectory() as folder:
        predictions, truth = os.path.join(folder, "predictions"), os.path.join(folder, "truth")
        os.makedirs(predictions)
        os.makedirs(truth)
        make_masks(task, predictions, truth)
        for name, labels in (("labels", [1, 2]), ("regions", [(1, 2), (2,), 1])):
            file = os.path.join(folder, name + ".json")
            compute_metrics_on_folder(truth, predictions, file, SimpleITKIO(), ".nii.gz", labels, None, 1)
            with open(file) as stream:
                result[name] = json.load(stream)
            for case in result[name]["metric_per_case"]:
                for key in ("prediction_file", "reference_file"):
                    case[key] = os.path.basename(case[key])
    with open(output, "w") as stream:
        json.dump(result, stream, indent=4)


if __name__ == "__main__":
    main(*sys.argv[1:])
