// SPDX-License-Identifier: Apache-2.0
//! Files and directories.

use super::super::contract::{Class, RECIPE_DROP_FAILED, RECIPE_DROP_FCNTL};
use super::super::contract::{
    QUOTA_BLOCKS, QUOTA_CMD, QUOTA_FORMAT, QUOTA_FORMAT_OUT, QUOTA_ID, QUOTA_INFO, QUOTA_TYPE,
};
use super::op::*;
use super::row::{Row, row};
use crate::schema::Code::*;

pub(super) const ROWS: &[Row] = &[
    row(SyscallAccessX, &[ret(), path(0), flags(4, Table::Access, 1)]),
    row(SyscallChdirX, &[ret(), path(0)]),
    row(SyscallChmodX, &[ret(), path(0), flags(4, Table::Mode, 1)]).class(Class::DirFile),
    row(SyscallChownX, &[ret(), path(0), number(4, 1), number(4, 2)]).class(Class::DirFile),
    row(SyscallChrootX, &[ret(), path(0)]),
    row(SyscallCloseX, &[ret(), fd(0)]).class(Class::Close).flags(RECIPE_DROP_FAILED),
    row(SyscallCloseRangeX, &[ret(), number(4, 0), number(4, 1), flags(4, Table::CloseRange, 2)]),
    row(
        SyscallCreatX,
        &[
            ret(),
            path(0),
            open_mode(1, NONE),
            device_of(RET).when(When::Positive),
            inode_of(RET).when(When::Positive),
            created_layer(RET).when(When::Positive),
        ],
    )
    .class(Class::Open),
    row(SyscallDup_1X, &[fd(RET), fd(0)]),
    row(SyscallDup2X, &[fd(RET), fd(0), fd(1)]),
    row(SyscallDup3X, &[fd(RET), fd(0), fd(1), flags(4, Table::Dup3, 2)]),
    row(SyscallFchdirX, &[ret(), fd(0)]),
    row(SyscallFchmodX, &[ret(), fd(0), flags(4, Table::Mode, 1)]).class(Class::DirFile),
    row(SyscallFchmodatX, &[ret(), fd(0), path(1), flags(4, Table::Mode, 2)]).class(Class::DirFile),
    row(SyscallFchownX, &[ret(), fd(0), number(4, 1), number(4, 2)]).class(Class::DirFile),
    row(SyscallFchownatX, &[ret(), fd(0), path(1), number(4, 2), number(4, 3), flags(4, Table::AtFlags, 4)])
        .class(Class::DirFile),
    row(SyscallFcntlX, &[ret(), fd(0), flags(1, Table::Fcntl, 1), number(8, 2)]).flags(RECIPE_DROP_FCNTL),
    row(SyscallFlockX, &[ret(), fd(0), flags(4, Table::Flock, 1)]),
    row(SyscallFstatX, &[ret(), fd(0)]),
    row(SyscallGetcwdX, &[ret(), path(0).when(When::Success)]),
    row(SyscallGetdentsX, &[ret(), fd(0)]),
    row(SyscallGetdents64X, &[ret(), fd(0)]),
    row(SyscallIoctl_3X, &[ret(), fd(0), number(8, 1), number(8, 2)]),
    row(SyscallLchownX, &[ret(), path(0), number(4, 1), number(4, 2)]).class(Class::DirFile),
    row(SyscallLink_2X, &[ret(), path(0), path(1)]).class(Class::DirFile),
    row(SyscallLinkat_2X, &[ret(), fd(0), path(1), fd(2), path(3), flags(4, Table::AtFlags, 4)])
        .class(Class::DirFile),
    row(SyscallLseekX, &[ret(), fd(0), number(8, 1), flags(1, Table::Whence, 2)]),
    row(SyscallLstatX, &[ret(), path(0)]),
    row(SyscallMemfdCreateX, &[ret(), path(0), flags(4, Table::Memfd, 1)]),
    row(SyscallMkdir_2X, &[ret(), path(0), number(4, 1)]).class(Class::DirFile),
    row(SyscallMkdiratX, &[ret(), fd(0), path(1), number(4, 2)]).class(Class::DirFile),
    row(SyscallMknodX, &[ret(), path(0), flags(4, Table::NodeMode, 1), device(2)]),
    row(SyscallMknodatX, &[ret(), fd(0), path(1), flags(4, Table::NodeMode, 2), device(3)]),
    row(SyscallMountX, &[ret(), path(0), path(1), text(2, 65535), mount_flags(3)]).class(Class::DirFile),
    row(SyscallNewfstatatX, &[ret(), fd(0), path(1), flags(4, Table::StatFlags, 3)]),
    row(
        SyscallOpenX,
        &[
            ret(),
            path(0),
            open_flags(1),
            open_mode(2, 1),
            device_of(RET).when(When::Positive),
            inode_of(RET).when(When::Positive),
        ],
    )
    .class(Class::Open),
    row(
        SyscallOpenByHandleAtX,
        &[
            ret(),
            fd(0),
            open_flags(2),
            path_of(RET).when(When::Positive),
            device_of(RET).when(When::Positive),
            inode_of(RET).when(When::Positive),
        ],
    )
    .class(Class::Open),
    row(
        SyscallOpenat_2X,
        &[
            ret(),
            fd(0),
            path(1),
            open_flags(2),
            open_mode(3, 2),
            device_of(RET).when(When::Positive),
            inode_of(RET).when(When::Positive),
        ],
    )
    .class(Class::Open),
    row(
        SyscallOpenat2X,
        &[
            load(8, 2, 0, 8),
            load(9, 2, 8, 8),
            load(10, 2, 16, 8),
            ret(),
            fd(0),
            path(1),
            open_flags(8),
            open_mode(9, 8),
            flags(4, Table::Resolve, 10),
            device_of(RET).when(When::Positive),
            inode_of(RET).when(When::Positive),
        ],
    )
    .class(Class::Open),
    row(SyscallOpenE, &[path(0), asked_open_flags(1), open_mode(2, 1)]).class(Class::OpenEnter),
    row(SyscallOpenat_2E, &[fd(0), path(1), asked_open_flags(2), open_mode(3, 2)]).class(Class::OpenEnter),
    row(
        SyscallOpenat2E,
        &[
            load(8, 2, 0, 8),
            load(9, 2, 8, 8),
            load(10, 2, 16, 8),
            fd(0),
            path(1),
            asked_open_flags(8),
            open_mode(9, 8),
            flags(4, Table::Resolve, 10),
        ],
    )
    .class(Class::OpenEnter),
    row(SyscallCreatE, &[path(0), open_mode(1, NONE)]).class(Class::OpenEnter),
    row(
        SyscallPipeX,
        &[
            load(8, 0, 0, 132).or(-1),
            ret(),
            user(8, 0, 0, 132).or(-1),
            user(8, 0, 4, 132).or(-1),
            inode_of(8).when(When::Zero),
        ],
    ),
    row(
        SyscallPipe2X,
        &[
            load(8, 0, 0, 132).or(-1),
            ret(),
            user(8, 0, 0, 132).or(-1),
            user(8, 0, 4, 132).or(-1),
            inode_of(8).when(When::Zero),
            flags(4, Table::Pipe2, 1),
        ],
    ),
    row(SyscallRenameX, &[ret(), path(0), path(1)]).class(Class::DirFile),
    row(SyscallRenameatX, &[ret(), fd(0), path(1), fd(2), path(3)]).class(Class::DirFile),
    row(SyscallRenameat2X, &[ret(), fd(0), path(1), fd(2), path(3), number(4, 4)]).class(Class::DirFile),
    row(SyscallRmdir_2X, &[ret(), path(0)]).class(Class::DirFile),
    row(SyscallStatX, &[ret(), path(0)]),
    row(SyscallSymlinkX, &[ret(), path(0), path(1)]).class(Class::DirFile),
    row(SyscallSymlinkatX, &[ret(), path(0), fd(1), path(2)]).class(Class::DirFile),
    row(SyscallUmount_1X, &[ret(), path(0)]).class(Class::DirFile),
    row(SyscallUmount2X, &[ret(), path(0), flags(4, Table::Umount, 1)]).class(Class::DirFile),
    row(SyscallUnlink_2X, &[ret(), path(0)]).class(Class::DirFile),
    row(SyscallUnlinkat_2X, &[ret(), fd(0), path(1), flags(4, Table::Unlinkat, 2)]).class(Class::DirFile),
    row(
        SyscallFsconfigX,
        &[ret(), fd(0), number(4, 1), text(2, 65535), fsconfig_bytes(), fsconfig_text(), number(4, 4)],
    ),
    row(
        SyscallQuotactlX,
        &[
            ret(),
            path(1),
            quota_path(),
            quota(8, QUOTA_BLOCKS),
            quota(8, QUOTA_BLOCKS + 1),
            quota(8, QUOTA_BLOCKS + 2),
            quota(8, QUOTA_BLOCKS + 3),
            quota(8, QUOTA_BLOCKS + 4),
            quota(8, QUOTA_BLOCKS + 5),
            quota(8, QUOTA_BLOCKS + 6),
            quota(8, QUOTA_INFO),
            quota(8, QUOTA_INFO + 1),
            quota(1, QUOTA_INFO + 2),
            quota(1, QUOTA_FORMAT_OUT),
            quota(2, QUOTA_CMD),
            quota(1, QUOTA_TYPE),
            quota(4, QUOTA_ID),
            quota(1, QUOTA_FORMAT),
        ],
    ),
];
