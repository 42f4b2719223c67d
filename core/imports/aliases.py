"""The headings that clerks' sheets really use, by field.

Keys are "section.field". A heading is compared without spaces, line breaks, brackets' content, marks
such as * and differences of width, so such variants need no entry of their own. The field's label and
the labels of its code list belong to it anyway.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.imports.ledger_aliases import LEDGER_ALIASES

SYSTEM_NUMBER = "number"
"""Pseudo field of every section: the row's 系统编号, which an own export carries."""
SYSTEM_NUMBER_LABEL = "系统编号"
ERROR_LABEL = "错误原因"
"""Heading of the column that an error sheet adds; it is passed over when the sheet comes back."""
EXAMPLE_MARK = "示例"
"""A row of a template that begins with this word is passed over."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_EMPLOYER_NAME = _words(
    "就业单位 用人单位 单位名称 用人单位名称 就业单位名称 工作单位 工作单位名称 现工作单位 企业名称 "
    "公司名称 用工单位 用工单位名称 录用单位 录用单位名称 签约单位 签约单位名称 聘用单位 接收单位 "
    "单位全称 企业全称 就业企业 就业单位全称 就业创业单位 创业单位 创业企业名称 就业创业单位名称 "
    "单位 企业 去向单位 去向单位名称 实际就业单位 实际用人单位 所在单位 任职单位 就职单位 见习单位 "
    "见习单位名称 见习基地 见习基地名称 基地名称 基地单位名称 招聘单位 招聘单位名称 招聘企业"
)
_CREDIT_CODE = _words(
    "统一社会信用代码 社会信用代码 信用代码 统一信用代码 单位统一社会信用代码 企业统一社会信用代码 "
    "用人单位统一社会信用代码 就业单位统一社会信用代码 组织机构代码 单位组织机构代码 单位代码 "
    "营业执照号 营业执照号码 营业执照注册号 工商注册号 机构代码 单位信用代码 企业信用代码 "
    "社会统一信用代码 统一代码 营业执照编号"
)
_EMPLOYER_TYPE = _words(
    "单位性质 企业性质 用人单位性质 就业单位性质 单位类型 企业类型 用人单位类型 单位类别 单位属性 "
    "经济类型 企业属性 机构类型 单位经济性质 单位性质类别"
)
_INDUSTRY = _words(
    "行业 所属行业 行业类别 行业分类 所在行业 单位行业 就业行业 单位所属行业 企业所属行业 行业名称 "
    "单位行业类别 国民经济行业 国民经济行业分类 从事行业 就业单位行业 所属行业类别 用人单位行业 "
    "行业门类 产业类别 就业单位所属行业"
)
_TOWNSHIP = _words(
    "镇街 所属镇街 所在镇街 街镇 所属街镇 街道 乡镇 镇街道 乡镇街道 所属街道 所属乡镇 所在街道 "
    "所在乡镇 镇街名称 镇（街道） 街道（镇） 乡镇（街道） 镇/街道 街道/乡镇 镇街（园区） "
    "单位所在镇街 就业镇街 就业地镇街 就业所在镇街 归属镇街 填报镇街 上报镇街 所属镇 属地 属地镇街 "
    "责任镇街 服务镇街 单位所属镇街 所属乡镇街道 所在镇街道"
)
_NAME = _words(
    "姓名 学生姓名 毕业生姓名 人员姓名 名字 就业人员姓名 本人姓名 就业者姓名 就业人员 毕业生 "
    "真实姓名 就业创业人员姓名 员工姓名 劳动者姓名 登记人姓名"
)
_ID_NUMBER = _words(
    "身份证号 身份证号码 证件号码 证件号 公民身份号码 公民身份证号 公民身份证号码 居民身份证号 "
    "居民身份证号码 身份证 身份证件号码 身份证件号 有效证件号码 有效证件号 身份号码 本人身份证号 "
    "本人身份证号码 学生身份证号 毕业生身份证号 人员身份证号 身份证编号 身份证ID 身份证明号码 "
    "社会保障号码 社会保障号 社保号 证件编号 身份证号（18位） ID 员工身份证号 毕业生身份证号码 "
    "学生身份证号码"
)
_ID_KIND = _words("证件类型 证件类别 证件种类 身份证件类型 有效证件类型 证件名称 身份证件种类")
_PHONE = _words(
    "联系电话 电话 手机 手机号 手机号码 联系方式 电话号码 移动电话 本人联系电话 本人电话 联系手机 "
    "联系电话号码 联系号码 学生电话 毕业生电话 个人联系电话 本人联系方式 本人手机 手机电话 "
    "联系电话（手机） 毕业生联系电话 毕业生联系方式 学生联系电话 学生联系方式 员工联系电话 个人电话 "
    "个人手机号"
)
_EDUCATION = _words(
    "学历 学历层次 文化程度 最高学历 毕业学历 学历情况 培养层次 学历学位 学历（学位） 学历/学位 "
    "教育程度 层次 受教育程度 学历类别 学历要求 最低学历"
)
_COLLEGE = _words(
    "毕业院校 毕业学校 毕业高校 学校 院校 高校 学校名称 院校名称 高校名称 所在院校 就读院校 "
    "就读学校 毕业院校名称 毕业学校名称 培养单位 所属院校 毕业（就读）院校 毕业学院 所在学校 "
    "毕业院系"
)
_MAJOR = _words(
    "专业 所学专业 专业名称 毕业专业 就读专业 学习专业 专业要求 所学专业名称 专业类别 主修专业 "
    "所需专业 需求专业"
)
_GRADUATION = _words(
    "毕业时间 毕业年份 毕业年月 毕业日期 毕业年度 毕业届别 届别 毕业届数 届次 毕业年 毕业月份 "
    "毕业生届别 毕业时间（年月） 毕业届 哪一届 毕业年届"
)
_NOTE = _words("备注 说明 备注说明 其他说明 其他 附注 备注信息 情况说明 备注栏 需说明的情况")

ALIASES: Mapping[str, tuple[str, ...]] = {
    **LEDGER_ALIASES,
    SYSTEM_NUMBER: (SYSTEM_NUMBER_LABEL, "台账编号", "系统编码", "系统号"),
    "note": _NOTE,
    "person.name": _NAME,
    "person.id_kind": _ID_KIND,
    "person.id_number": _ID_NUMBER,
    "person.phone": _PHONE,
    "person.education": _EDUCATION,
    "person.college": _COLLEGE,
    "person.major": _MAJOR,
    "person.graduation_month": _GRADUATION,
    "person.sex": _words("性别"),
    "person.birth_date": _words("出生日期 出生年月 出生年月日 生日 出生时间"),
    "person.household_area": _words(
        "户籍地 户籍所在地 户口所在地 户籍 户籍地址 户口地址 生源地 生源所在地 籍贯 户籍区县 "
        "户口所在区县 入学前户籍 家庭住址 家庭地址 户籍所在区县"
    ),
    "person.township": _TOWNSHIP,
    "employer.name": _EMPLOYER_NAME,
    "employer.credit_code": _CREDIT_CODE,
    "employer.type": _EMPLOYER_TYPE,
    "employer.industry": _INDUSTRY,
    "employer.township": _TOWNSHIP,
    "employer.address": _words(
        "地址 单位地址 企业地址 注册地址 经营地址 详细地址 单位住所 通讯地址 办公地址 联系地址 "
        "经营场所 生产经营地址"
    ),
    "employer.contact": _words(
        "联系人 单位联系人 企业联系人 联系人姓名 负责人 经办人 对接人 人事负责人 单位联系人姓名 HR "
        "招聘联系人 企业负责人"
    ),
    "employer.contact_phone": _words(
        "联系电话 联系人电话 单位联系电话 单位电话 企业联系电话 电话 手机 手机号码 联系方式 联系人手机 "
        "联系人联系电话 单位联系方式 联系人联系方式 联系人手机号 企业电话 负责人电话 经办人电话"
    ),
    "employer.key_service": _words(
        "重点服务 重点服务企业 是否重点服务 是否重点企业 重点企业 是否重点服务企业 是否重点用工企业 "
        "重点用工企业 是否为重点企业"
    ),
    "employer.layoff_risk": _words(
        "裁员风险 是否有裁员风险 规模裁员风险 有无裁员风险 是否存在裁员风险 失业风险"
    ),
    "placement.origin": _words(
        "来源 来源地 生源类型 生源类别 人员来源 来源类型 来源类别 人员类型 生源 来源分类 毕业生来源 "
        "就业人员来源 来源渠道 来永来源 来渝来源 人员类别 生源来源 院校类型 留渝来渝类型 来渝留渝类型 "
        "留渝来渝类别 毕业生类型 毕业生类别 来源（区内/市内/市外） 留永来永类型 类别"
    ),
    "placement.destination": _words(
        "毕业去向 就业形式 去向 毕业去向类别 毕业去向类型 就业类型 就业类别 就业方式 去向类型 去向类别 "
        "就业去向 就业创业形式 就业状况 就业状态 就业情况 就业性质 毕业去向代码 就业创业类型 "
        "就业创业方式 就业渠道 就业（创业）形式 毕业去向名称 就业途径"
    ),
    "placement.industry": _INDUSTRY,
    "placement.township": _TOWNSHIP,
    "placement.placed_on": _words(
        "就业日期 就业时间 签约时间 签约日期 入职时间 入职日期 就业创业时间 就业创业日期 就业登记时间 "
        "就业登记日期 合同签订时间 合同签订日期 签订时间 签订日期 签订合同时间 签订合同日期 合同起始日期 "
        "合同开始时间 合同开始日期 合同起始时间 劳动合同起始日期 劳动合同签订时间 劳动合同签订日期 "
        "录用时间 录用日期 上岗时间 上岗日期 到岗时间 到岗日期 参加工作时间 实现就业时间 实现就业日期 "
        "落实时间 就业落实时间 创业时间 注册时间 报到时间 登记时间 登记日期 就业（创业）时间 签协议时间 "
        "签约（入职）时间 就业年月日 时间 日期"
    ),
    "placement.ended_on": _words(
        "离职日期 离职时间 合同终止日期 合同终止时间 终止日期 终止时间 解除日期 解除时间 离岗时间 "
        "离岗日期 失业时间 解除合同时间"
    ),
    "placement.verification": _words(
        "核查 核查方式 核查情况 核查结果 核实方式 核实情况 核实结果 核查状态 核验方式 核验情况 "
        "核验结果 是否核实 佐证核查"
    ),
    "placement.evidence_note": _words(
        "佐证材料 佐证 证明材料 就业佐证 就业佐证材料 佐证资料 就业证明 证明资料 佐证材料名称 "
        "佐证材料类型 印证材料 就业凭证 就业证明材料"
    ),
    "job_fair.title": _words(
        "活动名称 招聘会名称 名称 场次名称 活动主题 招聘活动名称 活动 招聘会 招聘活动 主题 活动内容 "
        "招聘会主题 专场名称 活动标题 招聘会（活动）名称"
    ),
    "job_fair.kind": _words(
        "活动类型 活动类别 招聘会类型 类型 类别 招聘活动类型 活动性质 招聘会类别 场次类型 活动种类 活动分类"
    ),
    "job_fair.channel": _words(
        "方式 举办方式 举办形式 活动形式 活动方式 招聘形式 形式 线上/线下 线上线下 招聘方式 "
        "线上或线下 开展形式 开展方式 举办渠道"
    ),
    "job_fair.starts_on": _words(
        "开始日期 举办时间 举办日期 活动时间 活动日期 时间 日期 开始时间 召开时间 招聘会时间 招聘时间 "
        "举行时间 开展时间 开展日期 起始日期 起始时间 招聘会日期"
    ),
    "job_fair.ends_on": _words("结束日期 结束时间 截止日期 截止时间 终止时间 终止日期"),
    "job_fair.venue": _words(
        "地点 举办地点 活动地点 场地 举行地点 地址 会场 举办场地 活动场地 招聘会地点 招聘地点 举办地 "
        "活动地址 举办地址 开展地点"
    ),
    "job_fair.province": _words("省份 省市 省（市） 所在省份 举办省份 省 省/市 所在省市 地区"),
    "job_fair.college": _words(
        "院校 学校 高校 所在院校 承办高校 举办高校 对接高校 合作高校 参与高校 高校名称 院校名称 "
        "学校名称 举办院校 合作院校 引才高校"
    ),
    "job_fair.hosts": _words(
        "主办单位 主办 举办单位 主办方 组织单位 主（承）办单位 主办承办单位 承办单位 主办部门 "
        "主办（承办）单位 牵头单位 责任单位 主办单位名称"
    ),
    "job_fair.employers": _words(
        "参会单位 参会企业 参会单位数 参会企业数 参加单位 参加企业 参加单位数 企业数 单位数 "
        "参会企业数量 参会单位数量 进场企业 进场单位 参展企业 参与企业 参与企业数 组织企业 用人单位数 "
        "参会用人单位 参会用人单位数 企业家数 进场企业数 组织企业数 企业数量 参会企业家数 单位数量 "
        "参会家数"
    ),
    "job_fair.vacancies": _words(
        "提供岗位 岗位数 岗位数量 提供岗位数 提供岗位数量 招聘岗位 招聘岗位数 岗位 需求人数 招聘人数 "
        "发布岗位 发布岗位数 提供就业岗位 用工需求 岗位需求 岗位总数 提供就业岗位数 岗位个数 "
        "招聘岗位数量 岗位需求数 计划招聘人数"
    ),
    "job_fair.visitors": _words(
        "进场人次 进场人数 参会人数 入场人数 入场人次 参会人次 求职人数 参加人数 参加人次 到场人数 "
        "参与人数 参与人次 求职者人数 进场求职人数 进场求职者 进场 服务人数 进场求职人次 求职人次 "
        "到场人次"
    ),
    "job_fair.matches": _words(
        "达成意向 达成意向人数 意向人数 达成就业意向 达成就业意向人数 初步达成意向 意向人次 签约意向 "
        "达成意向人次 初步意向 达成初步意向 达成初步就业意向 就业意向人数 意向就业人数 初步达成就业意向 "
        "达成求职意向 初步达成意向人数 达成初步意向人数 达成意向数"
    ),
    "job_fair.hired": _words(
        "录用人数 录用 实际录用 签约人数 现场录用 实际录用人数 成功录用 现场签约 录用人次 现场录用人数 "
        "达成就业 成功就业人数 实现就业人数 现场签约人数 签约数"
    ),
    "job_fair.viewers": _words(
        "观看人次 观看人数 直播观看 线上观看人次 浏览量 观看量 直播观看人次 线上浏览量 点击量 浏览人次 "
        "访问量 在线观看人次 直播观看人数 线上观看人数"
    ),
    "traineeship_host.level": _words(
        "级别 基地级别 见习基地级别 认定级别 等级 基地等级 见习基地等级 单位级别 基地类型 见习基地类型"
    ),
    "traineeship_host.approved_on": _words(
        "认定日期 认定时间 批准日期 批准时间 挂牌时间 挂牌日期 设立时间 授牌时间 授牌日期 审批时间 "
        "确定时间 基地认定时间 备案时间 备案日期"
    ),
    "traineeship_host.ended_on": _words("取消日期 取消时间 撤销日期 撤销时间 终止日期 退出时间"),
    "traineeship_post.title": _words(
        "岗位名称 见习岗位 见习岗位名称 岗位 职位 职位名称 工种 岗位工种 招聘岗位 职位（岗位）名称 工作岗位"
    ),
    "traineeship_post.headcount": _words(
        "岗位数 岗位数量 见习岗位数 需求人数 招募人数 招聘人数 人数 见习岗位数量 需求数 拟招人数 "
        "计划招收人数 岗位个数 招收人数 提供岗位数 见习人数 数量 拟接收见习人数 募集岗位数 需求数量 "
        "接收人数 计划招募人数"
    ),
    "traineeship_post.collected_on": _words(
        "募集日期 募集时间 归集日期 归集时间 征集日期 征集时间 收集日期 收集时间 登记日期 登记时间 "
        "申报日期 申报时间 填报日期 填报时间 上报时间 岗位募集时间 日期 时间 上报日期 岗位归集时间 "
        "提供时间 采集时间 采集日期 岗位募集日期"
    ),
    "traineeship_post.published": _words(
        "已发布 是否发布 是否已发布 发布 发布情况 是否公开发布 发布状态 是否对外发布"
    ),
    "traineeship_post.pay": _words(
        "补助 见习补助 生活补助 见习待遇 见习补贴 补贴标准 月补助 待遇 薪资 补助标准 基本生活补助 "
        "月生活补助 生活费 工资待遇 薪酬 薪资待遇 补贴 见习生活补助 月薪 月待遇 见习工资 见习补助标准 "
        "生活补助标准"
    ),
    "traineeship_post.months": _words(
        "期限 见习期限 见习时长 见习月数 见习期 期限（月） 见习期限（月） 月数 见习时间 见习周期"
    ),
    "traineeship_post.education": _EDUCATION,
    "traineeship_post.major": _MAJOR,
    "traineeship_post.venue": _words(
        "见习地点 工作地点 地点 岗位地点 见习地址 工作地址 单位地址 上班地点 地址 岗位所在地"
    ),
    "prior_actual.figure": _words("指标 指标名称 项目 指标键 统计指标"),
    "prior_actual.month": _words("月份 月 年月 统计月份 所属月份 时间"),
    "prior_actual.value": _words("数值 实绩 完成数 值 人数 完成人数 月度数 当月数 完成值"),
    "prior_actual.source": _words("来源 数据来源 出处 资料来源"),
    "target.plan": _words("方案 计划 所属方案 文件 方案名称"),
    "target.figure": _words("指标 指标名称 任务指标 目标指标"),
    "target.scope": _words("对象 范围对象 责任单位 镇街 单位 任务单位"),
    "target.value": _words("目标值 目标 任务数 目标任务 年度目标 任务 目标数 指标值"),
    "target.unit": _words("计量单位 单位 量纲"),
    "target.clause": _words("依据 条款 文件依据 来源条款"),
}
"""Field → the headings that mean it, beside its own label."""
