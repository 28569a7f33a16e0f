// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gdcmImageChangeTransferSyntax.h>
#include <gdcmImageReader.h>
#include <gdcmImageWriter.h>

#include <filesystem>

namespace seg::test {

/// Copies one DICOM file with its pixels stored otherwise, as a hospital's archive does. \returns whether
/// GDCM could.
inline bool writeWithTransferSyntax(const std::filesystem::path& source, const std::filesystem::path& target,
                                    gdcm::TransferSyntax::TSType syntax)
{
    gdcm::ImageReader reader;
    reader.SetFileName(source.c_str());
    if (!reader.Read()) {
        return false;
    }
    gdcm::ImageChangeTransferSyntax change;
    change.SetTransferSyntax(gdcm::TransferSyntax(syntax));
    change.SetInput(reader.GetImage());
    if (!change.Change()) {
        return false;
    }
    gdcm::ImageWriter writer;
    writer.SetFileName(target.c_str());
    writer.SetFile(reader.GetFile());
    writer.SetImage(change.GetOutput());
    return writer.Write();
}

} // namespace seg::test
